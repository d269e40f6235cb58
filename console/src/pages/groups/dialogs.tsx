import { useState } from "preact/hooks";
import { createGroup, deleteGroup, renameGroup } from "../../api/groups";
import type { Group } from "../../api/types";
import { announce } from "../../ui/announce";
import { Dialog } from "../../ui/dialog";
import { TextField } from "../../ui/fields";
import { hosts } from "../../ui/words";

interface NameDialogProps {
  // The workspace that gets another name; a new one without.
  group?: Group;
  onClose: () => void;
  onDone: (group: Group) => void;
}

export function NameDialog({ group, onClose, onDone }: NameDialogProps) {
  const [name, setName] = useState(group?.name ?? "");
  const save = async () => {
    const saved = group ? await renameGroup(group.id, name.trim()) : await createGroup(name.trim());
    announce(group ? `The workspace is called ${saved.name} now.` : `${saved.name} is there.`);
    onDone(saved);
  };
  return (
    <Dialog title={group ? `Rename ${group.name}` : "Create a workspace"} action={group ? "Rename" : "Create"} isReady={name.trim() !== ""} onConfirm={save} onClose={onClose}>
      <TextField label="Name" required maxLength={255} pattern="[A-Za-z0-9 _\-]+" title="Letters, digits, blanks, _ and -" value={name} onValue={setName} help="Letters, digits, blanks, _ and -" />
    </Dialog>
  );
}

export function DeleteGroupDialog({ group, onClose, onDone }: { group: Group; onClose: () => void; onDone: () => void }) {
  const remove = async () => {
    await deleteGroup(group.id);
    announce(`${group.name} is deleted.`);
    onDone();
  };
  return (
    <Dialog title={`Delete the workspace ${group.name}?`} action="Delete" isDangerous onConfirm={remove} onClose={onClose}>
      <p>{group.host_count ? `Its ${hosts(group.host_count)} stay, without a workspace.` : "It has no hosts."}</p>
    </Dialog>
  );
}
