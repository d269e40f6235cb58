// Moves hosts to a workspace that exists, or to a new one.
import { useState } from "preact/hooks";
import { addHosts, createGroup, namedGroups } from "../api/groups";
import { useLoad } from "../state/load";
import { Failure } from "../ui/basics";
import { announce } from "../ui/announce";
import { Dialog } from "../ui/dialog";
import { Select, TextField } from "../ui/fields";
import { hosts, number } from "../ui/words";

const NEW = "new";

export function MoveDialog({ ids, onClose, onDone }: { ids: string[]; onClose: () => void; onDone: () => void }) {
  const [search, setSearch] = useState("");
  const [target, setTarget] = useState("");
  const [name, setName] = useState("");
  const groups = useLoad(search, (signal) => namedGroups(search.trim(), signal));
  const found = groups.value ?? [];
  const options = [["", "Choose one"], [NEW, "A new workspace"], ...found.map((group) => [group.id, `${group.name} (${number(group.host_count)})`] as const)] as const;
  const isNew = target === NEW;
  const run = async () => {
    const id = isNew ? (await createGroup(name.trim())).id : target;
    // A second try after a failure goes to the workspace that is there now.
    setTarget(id);
    const group = await addHosts(id, ids);
    announce(`${hosts(ids.length)} moved to ${group.name}.`);
    onDone();
  };
  return (
    <Dialog title={`Move ${hosts(ids.length)} to a workspace`} action="Move" isReady={isNew ? name.trim() !== "" : target !== ""} onConfirm={run} onClose={onClose}>
      <p>A host is in one workspace: it leaves the one where it is.</p>
      {groups.problem && <Failure problem={groups.problem} again={groups.again} />}
      <TextField label="Search workspaces" type="search" value={search} onValue={setSearch} />
      <Select label="Workspace" value={target} options={options} onValue={setTarget} />
      {isNew && <TextField label="Name of the new workspace" required maxLength={255} pattern="[A-Za-z0-9 _\-]+" title="Letters, digits, blanks, _ and -" value={name} onValue={setName} help="Letters, digits, blanks, _ and -" />}
    </Dialog>
  );
}
