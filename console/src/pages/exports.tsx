// The caller's exports. Those that are not final are asked for again until they are.
import { useEffect, useState } from "preact/hooks";
import { createExport, deleteExport, download, FORMATS, getExport, isFinal, listExports, type Format } from "../api/exports";
import { asProblem, type Problem } from "../api/http";
import type { Export } from "../api/types";
import { tidyViewsOfExports } from "../api/views";
import { go, useAddress } from "../state/address";
import { useLoad } from "../state/load";
import { announce } from "../ui/announce";
import { Button, Empty, Failure, Label, Link, Title, Waiting } from "../ui/basics";
import { Dialog } from "../ui/dialog";
import { Select, TextField } from "../ui/fields";
import { Pager } from "../ui/pager";
import { ago, bytes, instant, number } from "../ui/words";

const PER_PAGE = 50;
const ASK_AGAIN_MS = 1500;
const COLOURS = { pending: "grey", running: "blue", complete: "green", failed: "red", partial: "orange" } as const;

export function ExportsPage() {
  const { query } = useAddress();
  const page = Number(query.get("page")) || 1;
  const exports = useLoad(String(page), (signal) => listAll(page, signal));
  const [question, setQuestion] = useState<Export | "create">();
  const [problem, setProblem] = useState<Problem>();
  const found = exports.value?.data ?? [];
  const areFinal = found.every(isFinal);
  useEffect(() => {
    if (areFinal) return;
    const timer = setTimeout(exports.again, ASK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [exports.value]);
  const close = () => setQuestion(undefined);
  return (
    <>
      <Title
        actions={
          <Button look="primary" onClick={() => setQuestion("create")}>
            Export all hosts
          </Button>
        }
      >
        Exports
      </Title>
      <p class="help">
        Exports of some hosts begin in the <Link to="/hosts">list of hosts</Link>: what it shows is what the file holds.
      </p>
      {(exports.problem ?? problem) && <Failure problem={(exports.problem ?? problem)!} again={() => (setProblem(undefined), exports.again())} />}
      {!exports.value && !exports.problem && <Waiting what="exports" />}
      {exports.value && !found.length && <Empty title="No exports yet" />}
      {found.length > 0 && (
        <>
          <Pager page={page} perPage={PER_PAGE} total={exports.value?.meta.count} count={found.length} what="exports" onPage={(next) => go(`/exports?page=${next}`)} />
          <ExportTable
            exports={found}
            onDelete={setQuestion}
            onDownload={(id) => void download(id).catch((error: unknown) => setProblem(asProblem(error)))}
          />
        </>
      )}
      {question === "create" && <CreateDialog onClose={close} onDone={() => (close(), exports.again())} />}
      {question && question !== "create" && (
        <Dialog
          title={`Delete the export ${question.name || "without name"}?`}
          action="Delete"
          isDangerous
          onClose={close}
          onConfirm={async () => {
            await deleteExport(question.id);
            announce("The export is deleted.");
            close();
            exports.again();
          }}
        >
          <p>Its file goes with it.</p>
        </Dialog>
      )}
    </>
  );
}

// The list says neither how far exports are nor which views they need, so unfinished ones are asked for one by one.
async function listAll(page: number, signal: AbortSignal) {
  const found = await listExports((page - 1) * PER_PAGE, signal);
  const unfinished = await Promise.all(found.data.filter((exported) => !isFinal(exported)).map((exported) => getExport(exported.id, signal)));
  const views = unfinished.flatMap((exported) => exported.sources ?? []).map((source) => String(source.filters?.["view_id"] ?? ""));
  if (page === 1) void tidyViewsOfExports(new Set(views), signal).catch(() => undefined);
  const known = new Map(unfinished.map((exported) => [exported.id, exported]));
  return { ...found, data: found.data.map((exported) => known.get(exported.id) ?? exported) };
}

interface TableProps {
  exports: Export[];
  onDelete: (exported: Export) => void;
  onDownload: (id: string) => void;
}

function ExportTable({ exports, onDelete, onDownload }: TableProps) {
  return (
    <table class="pf-v6-c-table pf-m-compact">
      <caption class="visually-hidden">Exports</caption>
      <thead class="pf-v6-c-table__thead">
        <tr class="pf-v6-c-table__tr">
          {["Name", "Format", "Status", "Progress", "Asked for", "Kept until"].map((title) => (
            <th key={title} class="pf-v6-c-table__th" scope="col">
              {title}
            </th>
          ))}
          <td class="pf-v6-c-table__td" />
        </tr>
      </thead>
      <tbody class="pf-v6-c-table__tbody">
        {exports.map((exported) => {
          const name = exported.name || "without name";
          return (
            <tr key={exported.id} class="pf-v6-c-table__tr">
              <td class="pf-v6-c-table__td">{name}</td>
              <td class="pf-v6-c-table__td">{exported.format}</td>
              <td class="pf-v6-c-table__td">
                <Label colour={COLOURS[exported.status]}>{exported.status}</Label>
              </td>
              <td class="pf-v6-c-table__td">{progressOf(exported)}</td>
              <td class="pf-v6-c-table__td">
                <time dateTime={exported.created_at} title={instant(exported.created_at)}>
                  {ago(exported.created_at)}
                </time>
              </td>
              <td class="pf-v6-c-table__td">{instant(exported.expires_at)}</td>
              <td class="pf-v6-c-table__td">
                <span class="actions">
                  {exported.status === "complete" && (
                    <Button look="link" aria-label={`Download ${name}`} onClick={() => onDownload(exported.id)}>
                      Download
                    </Button>
                  )}
                  <Button look="link" aria-label={`Delete ${name}`} onClick={() => onDelete(exported)}>
                    Delete
                  </Button>
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function progressOf({ status, progress, completed_at }: Export): string {
  if (progress) return `${number(progress.rows)} hosts, ${bytes(progress.bytes)}`;
  return completed_at ? `done ${ago(completed_at)}` : status === "pending" ? "waits" : "–";
}

function CreateDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [name, setName] = useState("All hosts");
  const [format, setFormat] = useState<Format>("csv");
  const create = async () => {
    await createExport(name.trim(), format, null);
    announce("The export begins.");
    onDone();
  };
  return (
    <Dialog title="Export all hosts" action="Export" onConfirm={create} onClose={onClose}>
      <TextField label="Name" maxLength={255} value={name} onValue={setName} />
      <Select label="Format" value={format} options={FORMATS} onValue={(chosen) => setFormat(chosen as Format)} />
    </Dialog>
  );
}
