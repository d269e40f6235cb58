// What can be done with chosen hosts, also those of other pages.
import { useState } from "preact/hooks";
import { deleteHosts, tagsOf } from "../../api/hosts";
import type { Tag } from "../../api/types";
import { useLoad } from "../../state/load";
import { Button, Failure, Label, Waiting } from "../../ui/basics";
import { announce } from "../../ui/announce";
import { Dialog } from "../../ui/dialog";
import { hosts, number, tagText } from "../../ui/words";
import { MoveDialog } from "../move_dialog";

interface BulkProps {
  chosen: Map<string, string>;
  onClear: () => void;
  onDone: () => void;
}

const NAMED = 8;

export function BulkActions({ chosen, onClear, onDone }: BulkProps) {
  const [question, setQuestion] = useState<"move" | "tags" | "delete">();
  const ids = [...chosen.keys()];
  const close = () => setQuestion(undefined);
  return (
    <div class="actions" role="group" aria-label="Chosen hosts">
      <span>{number(ids.length)} chosen</span>
      <Button disabled={!ids.length} onClick={() => setQuestion("move")}>
        Move to workspace
      </Button>
      <Button disabled={!ids.length} onClick={() => setQuestion("tags")}>
        Show tags
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
      {question === "tags" && <TagsDialog ids={ids} onClose={close} />}
      {question === "delete" && <DeleteDialog chosen={chosen} onClose={close} onDone={() => (close(), onDone())} />}
    </div>
  );
}

// Which tags the chosen hosts have, and how many of them.
function TagsDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const tags = useLoad(ids.join(), async (signal) => countedTags(await tagsOf(ids, signal)));
  return (
    <Dialog title={`Tags of ${hosts(ids.length)}`} onClose={onClose}>
      {tags.problem && <Failure problem={tags.problem} again={tags.again} />}
      {!tags.value && !tags.problem && <Waiting what="tags" />}
      {tags.value?.length === 0 && <p>None of them has tags.</p>}
      <ul class="values" role="list">
        {tags.value?.map(([tag, count]) => (
          <li key={tag}>
            <Label>{tag}</Label> {hosts(count)}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function countedTags(found: Record<string, Tag[]>): [string, number][] {
  const counts = new Map<string, number>();
  for (const tag of Object.values(found).flat()) counts.set(tagText(tag), (counts.get(tagText(tag)) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || a.localeCompare(b));
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
