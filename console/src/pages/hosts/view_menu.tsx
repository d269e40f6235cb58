// Saved views: filters, columns and order under a name.
import { useEffect, useState } from "preact/hooks";
import { changeView, createView, deleteView, listViews, setDefaultView } from "../../api/views";
import type { View } from "../../api/types";
import { go } from "../../state/address";
import { useLoad } from "../../state/load";
import { addressOf, configurationOf, searchOfView, type Search } from "../../state/search";
import { announce } from "../../ui/announce";
import { Button, Failure } from "../../ui/basics";
import { Dialog } from "../../ui/dialog";
import { Check, TextField } from "../../ui/fields";
import { Menu } from "./filters";

export function ViewMenu({ search }: { search: Search }) {
  const views = useLoad("views", listViews);
  const [question, setQuestion] = useState<"save" | "delete">();
  const current = views.value?.views.find((view) => view.id === search.view);
  const isDefault = current !== undefined && views.value?.defaultId === current.id;
  useFirstView(views.value?.views, views.value?.defaultId ?? null);

  const act = (what: string, work: Promise<unknown>) =>
    void work.then(
      () => (announce(what), views.again()),
      (error: unknown) => announce(error instanceof Error ? error.message : String(error)),
    );
  const close = () => setQuestion(undefined);
  return (
    <>
      <Menu title={current ? `View: ${current.name}` : "Views"}>
        {views.problem && <Failure problem={views.problem} again={views.again} />}
        <ul class="options" role="list">
          {views.value?.views.map((view) => (
            <li key={view.id}>
              <button type="button" class="choice" aria-current={view.id === search.view ? "true" : undefined} onClick={() => show(view)}>
                {view.name}
                {view.id === views.value?.defaultId && <span class="faint"> shown first</span>}
                {view.org_wide && !view.is_system_view && <span class="faint"> shared</span>}
              </button>
            </li>
          ))}
        </ul>
        <div class="menu-actions">
          <Button look="link" onClick={() => setQuestion("save")}>
            Save as new view
          </Button>
          {current?.is_owner && (
            <>
              <Button look="link" onClick={() => act(`${current.name} is changed.`, changeView(current.id, { configuration: configurationOf(search) }))}>
                Save changes
              </Button>
              <Button look="link" onClick={() => setQuestion("delete")}>
                Delete view
              </Button>
            </>
          )}
          {current && !isDefault && (
            <Button look="link" onClick={() => act(`${current.name} is shown first from now on.`, setDefaultView(current.id))}>
              Show first
            </Button>
          )}
          {isDefault && !current.is_system_view && (
            <Button look="link" onClick={() => act("No view of your own is shown first.", setDefaultView(null))}>
              No longer show first
            </Button>
          )}
        </div>
      </Menu>
      {question === "save" && <SaveDialog search={search} onClose={close} onSaved={(view) => (close(), views.again(), show(view))} />}
      {question === "delete" && current && (
        <Dialog
          title={`Delete the view ${current.name}?`}
          action="Delete"
          isDangerous
          onClose={close}
          onConfirm={async () => {
            await deleteView(current.id);
            announce(`${current.name} is deleted.`);
            close();
            views.again();
            go(addressOf({ ...search, view: "" }), { replace: true });
          }}
        >
          <p>{current.org_wide ? "Your organisation no longer sees it." : "Hosts stay as they are."}</p>
        </Dialog>
      )}
    </>
  );
}

function show(view: View): void {
  const { search, unknown } = searchOfView(view.id, view.configuration);
  if (unknown.length) announce(`This page cannot filter by ${unknown.join(", ")}; the view ${view.name} is shown without.`);
  go(addressOf(search));
}

// Who comes without any wish sees the view that was chosen to be first.
function useFirstView(views: View[] | undefined, defaultId: string | null): void {
  useEffect(() => {
    const chosen = views?.find((view) => view.id === defaultId);
    if (!chosen || chosen.is_system_view || location.search) return;
    go(addressOf(searchOfView(chosen.id, chosen.configuration).search), { replace: true });
  }, [views === undefined]);
}

function SaveDialog({ search, onClose, onSaved }: { search: Search; onClose: () => void; onSaved: (view: View) => void }) {
  const [name, setName] = useState("");
  const [isShared, setIsShared] = useState(false);
  const save = async () => {
    const view = await createView(name.trim(), configurationOf(search), isShared);
    announce(`${view.name} is saved.`);
    onSaved(view);
  };
  return (
    <Dialog title="Save as new view" action="Save" isReady={name.trim() !== ""} onConfirm={save} onClose={onClose}>
      <p>A view keeps filters, columns and order.</p>
      <TextField label="Name" required maxLength={255} pattern="[A-Za-z0-9 _\-]+" title="Letters, digits, blanks, _ and -" value={name} onValue={setName} help="Letters, digits, blanks, _ and -" />
      <Check isChecked={isShared} onChange={setIsShared}>
        Show it to my organisation
      </Check>
    </Dialog>
  );
}
