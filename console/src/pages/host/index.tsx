// One host: who it is, what it is made of, who says so.
import { useState } from "preact/hooks";
import { getAppData, getHost, getProfile, renameHost, tagsOf } from "../../api/hosts";
import type { Host } from "../../api/types";
import { go, useAddress } from "../../state/address";
import { useLoad } from "../../state/load";
import { Breadcrumb, Button, Card, Empty, Failure, Label, Link, StateLabel, Title, Waiting } from "../../ui/basics";
import { announce } from "../../ui/announce";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/fields";
import { Tabs } from "../../ui/tabs";
import { Facts } from "../../ui/value";
import { ago, instant, stateOf, tagParameter, tagText, words } from "../../ui/words";
import { DeleteDialog } from "../hosts/bulk";
import { MoveDialog } from "../move_dialog";
import { Reporters } from "./reporters";
import { sectionsOf } from "./sections";

const TABS = [
  ["overview", "Overview"],
  ["profile", "System profile"],
  ["tags", "Tags"],
  ["facts", "Facts"],
  ["reporters", "Reporters"],
  ["applications", "Applications"],
] as const;

export function HostPage({ id }: { id: string }) {
  const { query } = useAddress();
  const tab = TABS.find(([key]) => key === query.get("tab"))?.[0] ?? "overview";
  const found = useLoad(id, (signal) => getHost(id, signal));
  const [question, setQuestion] = useState<"rename" | "move" | "delete">();
  const host = found.value;
  const close = () => setQuestion(undefined);
  const done = () => (close(), found.again());
  return (
    <>
      <Breadcrumb to="/hosts" above="Hosts">
        {host?.display_name ?? id}
      </Breadcrumb>
      {found.problem && <Failure problem={found.problem} again={found.again} />}
      {!host && !found.problem && <Waiting what="the host" />}
      {host && (
        <>
          <Title
            actions={
              <>
                <Button onClick={() => setQuestion("rename")}>Rename</Button>
                <Button onClick={() => setQuestion("move")}>Move to workspace</Button>
                <Button onClick={() => setQuestion("delete")}>Delete</Button>
              </>
            }
          >
            {host.display_name} <StateLabel state={stateOf(host)} />
          </Title>
          <p class="help">
            Last seen <time dateTime={host.last_check_in} title={instant(host.last_check_in)}>{ago(host.last_check_in)}</time>, reported by {host.reporter}
          </p>
          <Tabs label="Parts of the host" tabs={TABS} current={tab} onTab={(key) => go(`/hosts/${id}?tab=${key}`, { replace: true })}>
            {tab === "overview" && <Overview host={host} />}
            {tab === "profile" && <Profile id={id} />}
            {tab === "tags" && <Tags id={id} />}
            {tab === "facts" && <FactSets host={host} />}
            {tab === "reporters" && <Reporters host={host} />}
            {tab === "applications" && <Applications id={id} />}
          </Tabs>
          {question === "rename" && <RenameDialog host={host} onClose={close} onDone={done} />}
          {question === "move" && <MoveDialog ids={[id]} onClose={close} onDone={done} />}
          {question === "delete" && <DeleteDialog chosen={new Map([[id, host.display_name]])} onClose={close} onDone={() => go("/hosts")} />}
        </>
      )}
    </>
  );
}

function Overview({ host }: { host: Host }) {
  const group = host.groups[0];
  const ids: [string, unknown][] = [
    ["id", host.id],
    ["insights_id", host.insights_id.replace(/^[0-]+$/, "")],
    ["subscription_manager_id", host.subscription_manager_id],
    ["satellite_id", host.satellite_id],
    ["bios_uuid", host.bios_uuid],
    ["provider_id", host.provider_id],
    ["provider_type", host.provider_type],
    ["openshift_cluster_id", host.openshift_cluster_id],
  ];
  const names: [string, unknown][] = [
    ["display_name", host.display_name],
    ["ansible_host", host.ansible_host],
    ["fqdn", host.fqdn],
    ["ip_addresses", host.ip_addresses],
    ["mac_addresses", host.mac_addresses],
  ];
  const times: [string, unknown][] = [
    ["created", host.created],
    ["updated", host.updated],
    ["last_check_in", host.last_check_in],
    ["becomes_stale", host.stale_timestamp],
    ["becomes_stale_warning", host.stale_warning_timestamp],
    ["is_deleted", host.culled_timestamp],
  ];
  return (
    <div class="cards">
      <Card title="Names and addresses">
        <Facts fields={names} />
      </Card>
      <Card title="Ids">
        <Facts fields={ids} />
      </Card>
      <Card title="Times">
        <Facts fields={times} />
      </Card>
      <Card title="Workspace">{group ? <Link to={`/groups/${group.id}`}>{group.name}</Link> : <p>None. It counts as ungrouped.</p>}</Card>
    </div>
  );
}

function Profile({ id }: { id: string }) {
  const profile = useLoad(id, (signal) => getProfile(id, signal));
  if (profile.problem) return <Failure problem={profile.problem} again={profile.again} />;
  if (!profile.value) return <Waiting what="the system profile" />;
  const sections = sectionsOf(profile.value);
  if (!sections.length) return <Empty title="No system profile">Nobody has reported one yet.</Empty>;
  return (
    <div class="cards">
      {sections.map(([title, fields]) => (
        <Card key={title} title={title}>
          <Facts fields={fields} />
        </Card>
      ))}
    </div>
  );
}

function Tags({ id }: { id: string }) {
  const tags = useLoad(id, async (signal) => (await tagsOf([id], signal))[id] ?? []);
  if (tags.problem) return <Failure problem={tags.problem} again={tags.again} />;
  if (!tags.value) return <Waiting what="tags" />;
  if (!tags.value.length) return <Empty title="No tags">Tags come with reports of the host.</Empty>;
  return (
    <ul class="labels" role="list" aria-label="Tags">
      {tags.value.map((tag) => (
        <li key={tagText(tag)}>
          <Link to={`/hosts?${new URLSearchParams({ tag: tagParameter(tag) })}`} title="All hosts with this tag">
            <Label>{tagText(tag)}</Label>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function FactSets({ host }: { host: Host }) {
  if (!host.facts.length) return <Empty title="No facts">Facts are what reporters say beside the system profile.</Empty>;
  return (
    <div class="cards">
      {host.facts.map(({ namespace, facts }) => (
        <Card key={namespace} title={namespace}>
          <Facts fields={Object.entries(facts)} />
        </Card>
      ))}
    </div>
  );
}

function Applications({ id }: { id: string }) {
  const data = useLoad(id, (signal) => getAppData(id, signal));
  if (data.problem) return <Failure problem={data.problem} again={data.again} />;
  if (!data.value) return <Waiting what="what applications know" />;
  const known = Object.entries(data.value);
  if (!known.length) return <Empty title="No application knows the host">Advisor, Patch and others tell the inventory what they find.</Empty>;
  return (
    <div class="cards">
      {known.map(([application, fields]) => (
        <Card key={application} title={words(application)}>
          <Facts fields={Object.entries(fields)} />
        </Card>
      ))}
    </div>
  );
}

function RenameDialog({ host, onClose, onDone }: { host: Host; onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState(host.display_name);
  const rename = async () => {
    await renameHost(host.id, name.trim());
    announce(`The host is called ${name.trim()} now.`);
    onDone();
  };
  return (
    <Dialog title="Rename the host" action="Rename" isReady={name.trim() !== ""} onConfirm={rename} onClose={onClose}>
      <TextField label="Name" required maxLength={200} value={name} onValue={setName} help="Reports no longer change a name that was given here." />
    </Dialog>
  );
}
