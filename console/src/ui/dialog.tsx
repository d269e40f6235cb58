// A question in front of the page. The browser's own dialog keeps the focus inside and gives it back.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/http";
import { Button, Failure } from "./basics";

interface DialogProps {
  title: string;
  // What the button says that does it; without it there is only something to read.
  action?: string;
  isDangerous?: boolean;
  isReady?: boolean;
  children: ComponentChildren;
  // Does it; what it throws is shown, and the dialog stays.
  onConfirm?: () => Promise<void>;
  onClose: () => void;
}

export function Dialog({ title, action, isDangerous = false, isReady = true, children, onConfirm, onClose }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, setIsBusy] = useState(false);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const confirm = async (event: Event) => {
    event.preventDefault();
    if (isBusy || !isReady) return;
    setIsBusy(true);
    setProblem(undefined);
    try {
      await onConfirm?.();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="pf-v6-c-modal-box pf-m-sm" aria-labelledby={id} onClose={onClose}>
      <form onSubmit={(event) => void confirm(event)}>
        <header class="pf-v6-c-modal-box__header">
          <h2 id={id} class="pf-v6-c-modal-box__title">
            {title}
          </h2>
        </header>
        <div class="pf-v6-c-modal-box__body pf-v6-c-form">
          {children}
          {problem && <Failure problem={problem} />}
        </div>
        <footer class="pf-v6-c-modal-box__footer">
          {action && (
            <Button type="submit" look={isDangerous ? "danger" : "primary"} disabled={isBusy || !isReady}>
              {isBusy ? "Working …" : action}
            </Button>
          )}
          <Button look="link" onClick={onClose}>
            {action ? "Cancel" : "Close"}
          </Button>
        </footer>
      </form>
    </dialog>
  );
}
