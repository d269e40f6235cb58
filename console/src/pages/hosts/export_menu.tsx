// Exports exactly what the list shows: its filters and its columns.
import { useEffect, useState } from "preact/hooks";
import { createExport, download, FORMATS, getExport, isFinal, type Format } from "../../api/exports";
import { asProblem, type Problem } from "../../api/http";
import type { Export } from "../../api/types";
import { createViewOfExport, deleteView } from "../../api/views";
import { configurationOf, type Search } from "../../state/search";
import { Failure, Link, Note } from "../../ui/basics";
import { Dialog } from "../../ui/dialog";
import { Select } from "../../ui/fields";
import { hosts as countOf, number } from "../../ui/words";
import { Button } from "../../ui/basics";

const ASK_AGAIN_MS = 700;

interface Running {
  exported: Export;
  viewId: string;
  // Of the list that is exported: meanwhile another one may be shown.
  total: number | undefined;
}

export function ExportMenu({ search, total }: { search: Search; total: number | undefined }) {
  const [isAsking, setIsAsking] = useState(false);
  const [format, setFormat] = useState<Format>("csv");
  const [running, setRunning] = useState<Running>();
  const start = async () => {
    const view = await createViewOfExport(configurationOf(search));
    try {
      const exported = await createExport(`Hosts of ${new Date().toISOString().slice(0, 16).replace("T", " ")}`, format, view.id);
      setRunning({ exported, viewId: view.id, total });
    } catch (error) {
      await deleteView(view.id).catch(() => undefined);
      throw error;
    }
    setIsAsking(false);
  };
  return (
    <>
      <Button disabled={total === 0} onClick={() => setIsAsking(true)}>
        Export
      </Button>
      {isAsking && (
        <Dialog title={total === undefined ? "Export hosts" : `Export ${countOf(total)}`} action="Export" onConfirm={start} onClose={() => setIsAsking(false)}>
          <p>The file holds the hosts that the filters find, of all pages, with the columns that you see and their ids.</p>
          <Select label="Format" value={format} options={FORMATS} onValue={(chosen) => setFormat(chosen as Format)} />
        </Dialog>
      )}
      {running && <ExportProgress key={running.exported.id} {...running} onClose={() => setRunning(undefined)} />}
    </>
  );
}

function ExportProgress({ exported, viewId, total, onClose }: Running & { onClose: () => void }) {
  const [state, setState] = useState(exported);
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const controller = new AbortController();
    const ask = async () => {
      let found = exported;
      while (!isFinal(found)) {
        await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
        if (controller.signal.aborted) return;
        found = await getExport(exported.id, controller.signal);
        setState(found);
      }
      await deleteView(viewId).catch(() => undefined);
    };
    ask().catch((error: unknown) => controller.signal.aborted || setProblem(asProblem(error)));
    return () => controller.abort();
  }, []);
  const rows = state.progress?.rows ?? 0;
  const fault = state.sources?.find((source) => source.message)?.message;
  return (
    <aside class="export-progress" aria-label="Export">
      {problem && <Failure problem={problem} />}
      {state.status === "complete" && (
        <Note tone="success" title={`Your export of ${countOf(rows || total || 0)} is ready.`}>
          <Button look="primary" onClick={() => void download(state.id).catch((error: unknown) => setProblem(asProblem(error)))}>
            Download
          </Button>
        </Note>
      )}
      {state.status === "failed" && <Note tone="danger" title={fault ?? "The export has failed."}>Change the filters, or try again in a moment.</Note>}
      {!isFinal(state) && !problem && (
        <Note tone="info" title={`Exporting: ${number(rows)}${total === undefined ? "" : ` of ${number(total)}`} hosts`}>
          <progress aria-label="Exported hosts" {...(total ? { max: total, value: rows } : {})} />
          <p>
            You may go on. It will be among your <Link to="/exports">exports</Link>.
          </p>
        </Note>
      )}
      <Button look="link" onClick={onClose}>
        Close
      </Button>
    </aside>
  );
}
