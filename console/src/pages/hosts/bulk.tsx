// What can be done with chosen hosts, also those of other pages.
import { useState } from "preact/hooks";
import { deleteHosts } from "../../api/hosts";
import { Button } from "../../ui/basics";
import { announce } from "../../ui/announce";
import { Dialog } from "../../ui/dialog";
import { hosts, number } from "../../ui/words";
import { MoveDialog } from "../move_dialog";

interface BulkProps {
  chosen: Map<string, string>;
  onClear: () => void;
  onDone: () => void;
}

const NAMED = 8;

export function BulkActions({ chosen, onClear, onDone }: BulkProps) {
  const [question, setQuestion] = useState<"move" | "delete">();
  const ids = [...chosen.keys()];
  const close = () => setQuestion(undefined);
  return (
    <div class="actions" role="group" aria-label="Chosen hosts">
      <span>{number(ids.length)} chosen</span>
      <Button disabled={!ids.length} onClick={() => setQuestion("move")}>
        Move to workspace
      </Button>
      <Button disabled={!ids.length} onClick={() => setQuestion("delete")}>
        Delete
      </Button>
      {ids.length > 0 && (
        <Button look="link" onClick={onClear}>
          Choose none
        </Button>
      )}
      {question === "move" && <MoveDialog ids={ids} onClose={close} onDone={() => (close(), onDone())} />}
      {question === "delete" && <DeleteDialog chosen={chosen} onClose={close} onDone={() => (close(), onDone())} />}
    </div>
  );
}

export function DeleteDialog({ chosen, onClose, onDone }: { chosen: Map<string, string>; onClose: () => void; onDone: () => void }) {
  const [done, setDone] = useState(0);
  const ids = [...chosen.keys()];
  const names = [...chosen.values()];
  const run = async () => {
    await deleteHosts(ids.slice(done), (number) => setDone(done + number));
    announce(`${hosts(ids.length)} deleted.`);
    onDone();
  };
  return (
    <Dialog title={`Delete ${hosts(ids.length)}?`} action="Delete" isDangerous onConfirm={run} onClose={onClose}>
      <p>Deleted hosts are gone with their profile and their data. A host that still reports comes back with its next report.</p>
      <ul role="list">
        {names.slice(0, NAMED).map((name) => (
          <li key={name}>{name}</li>
        ))}
        {names.length > NAMED && <li>and {number(names.length - NAMED)} more</li>}
      </ul>
      {done > 0 && (
        <p role="status">
          {number(done)} of {number(ids.length)} deleted
        </p>
      )}
    </Dialog>
  );
}
