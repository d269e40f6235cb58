// One workspace and its hosts.
import { useState } from "preact/hooks";
import { getGroup, membersOf, removeHosts } from "../../api/groups";
import type { Host } from "../../api/types";
import { go, useAddress } from "../../state/address";
import { useLoad } from "../../state/load";
import { announce } from "../../ui/announce";
import { Breadcrumb, Button, Empty, Failure, Link, StateLabel, Title, Waiting } from "../../ui/basics";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/fields";
import { Pager } from "../../ui/pager";
import { ago, hosts, instant, osName, stateOf } from "../../ui/words";
import { MoveDialog } from "../move_dialog";
import { DeleteGroupDialog, NameDialog } from "./dialogs";

export function GroupPage({ id }: { id: string }) {
  const { query } = useAddress();
  const page = Number(query.get("page")) || 1;
  const name = query.get("name") ?? "";
  const group = useLoad(id, (signal) => getGroup(id, signal));
  const members = useLoad(`${id} ${page} ${name}`, (signal) => membersOf(id, page, name, signal));
  const [question, setQuestion] = useState<"rename" | "delete" | "move" | "remove">();
  const [chosen, setChosen] = useState(new Set<string>());
  const change = (changes: { page?: number; name?: string }) => {
    const text = new URLSearchParams();
    const next = { name, page: 1, ...changes };
    if (next.name) text.set("name", next.name);
    if (next.page > 1) text.set("page", String(next.page));
    go(`/groups/${id}${text.size ? `?${text}` : ""}`, { replace: changes.name !== undefined });
  };
  const close = () => setQuestion(undefined);
  const reload = () => {
    close();
    setChosen(new Set());
    group.again();
    members.again();
  };
  const toggle = (host: Host, isChosen: boolean) => {
    const next = new Set(chosen);
    if (isChosen) next.add(host.id);
    else next.delete(host.id);
    setChosen(next);
  };
  const found = members.value?.results ?? [];
  const problem = group.problem ?? members.problem;
  return (
    <>
      <Breadcrumb to="/groups" above="Workspaces">
        {group.value?.name ?? id}
      </Breadcrumb>
      {problem && <Failure problem={problem} again={reload} />}
      {!group.value && !problem && <Waiting what="the workspace" />}
      {group.value && (
        <>
          <Title
            actions={
              group.value.ungrouped ? undefined : (
                <>
                  <Button onClick={() => setQuestion("rename")}>Rename</Button>
                  <Button onClick={() => setQuestion("delete")}>Delete</Button>
                </>
              )
            }
          >
            {group.value.name}
          </Title>
          <p class="help">
            {hosts(group.value.host_count)}. More are added from the <Link to="/hosts">list of hosts</Link>: choose them and move them here.
          </p>
          <div class="list-bar">
            <div class="actions">
              <div class="name-filter">
                <TextField label="Name, domain name or id" hasHiddenLabel type="search" placeholder="Name, domain name or id" value={name} onValue={(text) => change({ name: text })} />
              </div>
              <Button disabled={!chosen.size} onClick={() => setQuestion("move")}>
                Move to workspace
              </Button>
              {!group.value.ungrouped && (
                <Button disabled={!chosen.size} onClick={() => setQuestion("remove")}>
                  Take out
                </Button>
              )}
            </div>
            <Pager page={page} perPage={50} total={members.value?.total ?? undefined} count={found.length} what="hosts" onPage={(next) => change({ page: next })} />
          </div>
          {members.value && !found.length && <Empty title={name ? "No host matches" : "No hosts here yet"} />}
          {found.length > 0 && <Members hosts={found} chosen={chosen} onToggle={toggle} />}
          {question === "rename" && <NameDialog group={group.value} onClose={close} onDone={reload} />}
          {question === "delete" && <DeleteGroupDialog group={group.value} onClose={close} onDone={() => go("/groups")} />}
          {question === "move" && <MoveDialog ids={[...chosen]} onClose={close} onDone={reload} />}
          {question === "remove" && (
            <Dialog
              title={`Take ${hosts(chosen.size)} out of ${group.value.name}?`}
              action="Take out"
              onClose={close}
              onConfirm={async () => {
                await removeHosts(id, [...chosen]);
                announce(`${hosts(chosen.size)} taken out.`);
                reload();
              }}
            >
              <p>They stay in the inventory, without a workspace.</p>
            </Dialog>
          )}
        </>
      )}
    </>
  );
}

function Members({ hosts: members, chosen, onToggle }: { hosts: Host[]; chosen: Set<string>; onToggle: (host: Host, isChosen: boolean) => void }) {
  return (
    <table class="pf-v6-c-table pf-m-compact">
      <caption class="visually-hidden">Hosts of the workspace</caption>
      <thead class="pf-v6-c-table__thead">
        <tr class="pf-v6-c-table__tr">
          <td class="pf-v6-c-table__td pf-v6-c-table__check" />
          {["Name", "OS", "Status", "Last seen"].map((title) => (
            <th key={title} class="pf-v6-c-table__th" scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class="pf-v6-c-table__tbody">
        {members.map((host) => (
          <tr key={host.id} class="pf-v6-c-table__tr">
            <td class="pf-v6-c-table__td pf-v6-c-table__check">
              <input type="checkbox" aria-label={`Choose ${host.display_name}`} checked={chosen.has(host.id)} onChange={(event) => onToggle(host, event.currentTarget.checked)} />
            </td>
            <td class="pf-v6-c-table__td">
              <Link to={`/hosts/${host.id}`}>{host.display_name}</Link>
            </td>
            <td class="pf-v6-c-table__td">{osName(host.system_profile?.operating_system) || "unknown"}</td>
            <td class="pf-v6-c-table__td">
              <StateLabel state={stateOf(host)} />
            </td>
            <td class="pf-v6-c-table__td">
              <time dateTime={host.last_check_in} title={instant(host.last_check_in)}>
                {ago(host.last_check_in)}
              </time>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
