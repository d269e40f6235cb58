// Any JSON value: short ones as text, long ones behind a line that opens them.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { TextField } from "./fields";
import type { OperatingSystem } from "../api/types";
import { bytes, instant, number, osName, words } from "./words";

const SHORT_LIST = 5;
const SHOWN = 200;

export function Value({ name, value }: { name: string; value: unknown }) {
  if (value === null || value === undefined || value === "") return <span class="faint">none</span>;
  if (Array.isArray(value)) return <ListValue name={name} entries={value} />;
  if (name === "operating_system") return <>{osName(value as OperatingSystem)}</>;
  if (typeof value === "object") return <ObjectValue value={value as Record<string, unknown>} />;
  if (typeof value === "boolean") return <>{value ? "yes" : "no"}</>;
  if (typeof value === "number") return <>{name.endsWith("_bytes") ? `${bytes(value)} (${number(value)} bytes)` : String(value)}</>;
  const text = String(value);
  return <>{/^\d{4}-\d\d-\d\dT\d\d:/.test(text) ? instant(text) : text}</>;
}

function ObjectValue({ value }: { value: Record<string, unknown> }) {
  const entries = Object.entries(value);
  if (!entries.length) return <span class="faint">empty</span>;
  return (
    <dl class="inner">
      {entries.map(([name, member]) => (
        <div key={name}>
          <dt>{words(name)}</dt>
          <dd>
            <Value name={name} value={member} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ListValue({ name, entries }: { name: string; entries: unknown[] }) {
  if (!entries.length) return <span class="faint">none</span>;
  const areTexts = entries.every((entry) => typeof entry !== "object");
  if (areTexts && entries.length <= SHORT_LIST) return <>{entries.join(", ")}</>;
  return (
    <Details summary={entries.length === 1 ? "1 entry" : `${number(entries.length)} entries`}>
      <LongList name={name} entries={entries} />
    </Details>
  );
}

// What nobody opens is not made.
function Details({ summary, children }: { summary: string; children: ComponentChildren }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{summary}</summary>
      {isOpen && children}
    </details>
  );
}

function LongList({ name, entries }: { name: string; entries: unknown[] }) {
  const [search, setSearch] = useState("");
  const text = (entry: unknown) => (typeof entry === "object" ? JSON.stringify(entry) : String(entry));
  const found = search ? entries.filter((entry) => text(entry).toLowerCase().includes(search.toLowerCase())) : entries;
  return (
    <>
      {entries.length > 20 && <TextField label={`Search ${words(name)}`} type="search" value={search} onValue={setSearch} />}
      <ul class="values" role="list">
        {found.slice(0, SHOWN).map((entry, index) => (
          <li key={index}>
            <Value name={name} value={entry} />
          </li>
        ))}
      </ul>
      {found.length > SHOWN && <p class="help">and {number(found.length - SHOWN)} more; search for them above</p>}
    </>
  );
}

export function Facts({ fields }: { fields: [string, unknown][] }) {
  return (
    <dl class="pf-v6-c-description-list pf-m-horizontal pf-m-compact">
      {fields.map(([name, value]) => (
        <div key={name} class="pf-v6-c-description-list__group">
          <dt class="pf-v6-c-description-list__term">
            <span class="pf-v6-c-description-list__text">{words(name.replace(/_bytes$/, ""))}</span>
          </dt>
          <dd class="pf-v6-c-description-list__description">
            <div class="pf-v6-c-description-list__text">
              <Value name={name} value={value} />
            </div>
          </dd>
        </div>
      ))}
    </dl>
  );
}
