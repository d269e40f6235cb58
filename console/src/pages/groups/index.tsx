import { useState } from "preact/hooks";
import { GROUPS_PER_PAGE, listGroups, type GroupOrder } from "../../api/groups";
import type { Group } from "../../api/types";
import { go, useAddress } from "../../state/address";
import { useLoad } from "../../state/load";
import { Button, Empty, Failure, Label, Link, Title, Waiting } from "../../ui/basics";
import { TextField } from "../../ui/fields";
import { Pager } from "../../ui/pager";
import { ago, instant, number } from "../../ui/words";
import { DeleteGroupDialog, NameDialog } from "./dialogs";

const COLUMNS: [GroupOrder, string][] = [
  ["name", "Name"],
  ["host_count", "Hosts"],
  ["updated", "Changed"],
];

type Question = { what: "create" } | { what: "rename" | "delete"; group: Group };

export function GroupsPage() {
  const { query } = useAddress();
  const sort = query.get("sort") ?? "name";
  const order = COLUMNS.find(([key]) => key === sort.replace(/^-/, ""))?.[0] ?? "name";
  const asked = { name: query.get("name") ?? "", order, isDescending: sort.startsWith("-"), page: Number(query.get("page")) || 1 };
  const groups = useLoad(JSON.stringify(asked), (signal) => listGroups(asked, signal));
  const [question, setQuestion] = useState<Question>();
  const change = (changed: Partial<typeof asked>) => {
    const next = { ...asked, page: 1, ...changed };
    const text = new URLSearchParams();
    if (next.name) text.set("name", next.name);
    if (next.order !== "name" || next.isDescending) text.set("sort", (next.isDescending ? "-" : "") + next.order);
    if (next.page > 1) text.set("page", String(next.page));
    go(text.size ? `/groups?${text}` : "/groups", { replace: changed.name !== undefined });
  };
  const close = () => setQuestion(undefined);
  const found = groups.value?.results ?? [];
  return (
    <>
      <Title
        actions={
          <Button look="primary" onClick={() => setQuestion({ what: "create" })}>
            Create a workspace
          </Button>
        }
      >
        Workspaces
      </Title>
      <div class="list-bar">
        <div class="name-filter">
          <TextField label="Name" hasHiddenLabel type="search" placeholder="Name" value={asked.name} onValue={(name) => change({ name })} />
        </div>
        <Pager page={asked.page} perPage={GROUPS_PER_PAGE} total={groups.value?.total ?? undefined} count={found.length} what="workspaces" onPage={(page) => change({ page })} />
      </div>
      {groups.problem && <Failure problem={groups.problem} again={groups.again} />}
      {!groups.value && !groups.problem && <Waiting what="workspaces" />}
      {groups.value && !found.length && <Empty title={asked.name ? "No workspace matches" : "No workspaces yet"}>Workspaces hold hosts that the same people look after.</Empty>}
      {found.length > 0 && (
        <table class="pf-v6-c-table pf-m-compact" aria-busy={groups.isLoading}>
          <caption class="visually-hidden">Workspaces</caption>
          <thead class="pf-v6-c-table__thead">
            <tr class="pf-v6-c-table__tr">
              {COLUMNS.map(([key, title]) => {
                const isSorted = key === asked.order;
                return (
                  <th key={key} class="pf-v6-c-table__th pf-v6-c-table__sort" scope="col" aria-sort={isSorted ? (asked.isDescending ? "descending" : "ascending") : "none"}>
                    <button type="button" class="pf-v6-c-table__button" onClick={() => change({ order: key, isDescending: isSorted ? !asked.isDescending : key !== "name" })}>
                      <span class="pf-v6-c-table__text">
                        {title} <span aria-hidden="true">{isSorted ? (asked.isDescending ? "↓" : "↑") : "↕"}</span>
                      </span>
                    </button>
                  </th>
                );
              })}
              <td class="pf-v6-c-table__td" />
            </tr>
          </thead>
          <tbody class="pf-v6-c-table__tbody">
            {found.map((group) => (
              <tr key={group.id} class="pf-v6-c-table__tr">
                <td class="pf-v6-c-table__td">
                  <Link to={`/groups/${group.id}`}>{group.name}</Link> {group.ungrouped && <Label>ungrouped</Label>}
                </td>
                <td class="pf-v6-c-table__td">{number(group.host_count)}</td>
                <td class="pf-v6-c-table__td">
                  <time dateTime={group.updated} title={instant(group.updated)}>
                    {ago(group.updated)}
                  </time>
                </td>
                <td class="pf-v6-c-table__td">
                  {!group.ungrouped && (
                    <span class="actions">
                      <Button look="link" aria-label={`Rename ${group.name}`} onClick={() => setQuestion({ what: "rename", group })}>
                        Rename
                      </Button>
                      <Button look="link" aria-label={`Delete ${group.name}`} onClick={() => setQuestion({ what: "delete", group })}>
                        Delete
                      </Button>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {question?.what === "create" && <NameDialog onClose={close} onDone={(group) => go(`/groups/${group.id}`)} />}
      {question?.what === "rename" && <NameDialog group={question.group} onClose={close} onDone={() => (close(), groups.again())} />}
      {question?.what === "delete" && <DeleteGroupDialog group={question.group} onClose={close} onDone={() => (close(), groups.again())} />}
    </>
  );
}
