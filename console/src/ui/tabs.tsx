import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

interface TabsProps {
  label: string;
  tabs: readonly (readonly [string, string])[];
  current: string;
  onTab: (key: string) => void;
  children: ComponentChildren;
}

// One tab stop; arrows go from tab to tab, as readers of screens expect it.
export function Tabs({ label, tabs, current, onTab, children }: TabsProps) {
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = tabs.findIndex(([key]) => key === current);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    onTab(next[0]);
    list.current?.querySelector<HTMLElement>(`[data-tab="${next[0]}"]`)?.focus();
  };
  return (
    <>
      <div class="pf-v6-c-tabs">
        <ul ref={list} class="pf-v6-c-tabs__list" role="tablist" aria-label={label} onKeyDown={move}>
          {tabs.map(([key, title]) => (
            <li key={key} class={`pf-v6-c-tabs__item ${key === current ? "pf-m-current" : ""}`} role="presentation">
              <button
                type="button"
                role="tab"
                data-tab={key}
                id={`${id}-${key}`}
                class="pf-v6-c-tabs__link"
                aria-selected={key === current}
                aria-controls={`${id}-panel`}
                tabIndex={key === current ? 0 : -1}
                onClick={() => onTab(key)}
              >
                <span class="pf-v6-c-tabs__item-text">{title}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`} tabIndex={0}>
        {children}
      </div>
    </>
  );
}
