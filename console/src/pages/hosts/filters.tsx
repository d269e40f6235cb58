// The filters above the list. Each choice is a part of the address at once.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { namedGroups } from "../../api/groups";
import { knownTags, operatingSystems } from "../../api/hosts";
import { useLoad } from "../../state/load";
import { emptySearch, endOf, isFiltered, startOf, type LISTS, type Search } from "../../state/search";
import { Button, Failure } from "../../ui/basics";
import { Check, TextField } from "../../ui/fields";
import { instant, number, osName, STATE_NAMES, tagParameter, tagText } from "../../ui/words";

type Change = (change: Partial<Search>) => void;
type ListKey = keyof typeof LISTS;

interface Option {
  value: string;
  text: string;
  count?: number;
}

const PAUSE_MS = 250;

const STATES: Option[] = (["fresh", "stale", "stale_warning"] as const).map((value) => ({ value, text: STATE_NAMES[value] }));
const REPORTERS = same(["insights", "puptoo", "rhsm-conduit", "satellite", "discovery", "yupana", "cloud-connector"]);
const TYPES = same(["conventional", "bootc", "edge", "cluster"]);

function same(values: string[]): Option[] {
  return values.map((value) => ({ value, text: value }));
}

export function Filters({ search, change }: { search: Search; change: Change }) {
  const toggle = (key: ListKey) => (value: string, isChosen: boolean) =>
    change({ [key]: isChosen ? [...search[key], value] : search[key].filter((other) => other !== value) });
  return (
    <div class="filters" role="search" aria-label="Filter hosts">
      <NameFilter search={search} change={change} />
      <Menu title="Status" chosen={search.staleness.length}>
        <Options options={STATES} chosen={search.staleness} onToggle={toggle("staleness")} />
      </Menu>
      <Menu title="OS" chosen={search.os.length}>
        <Loading load={osOptions} chosen={search.os} onToggle={toggle("os")} what="operating systems" />
      </Menu>
      <Menu title="Workspace" chosen={search.workspaces.length}>
        <Loading load={workspaceOptions} chosen={search.workspaces} onToggle={toggle("workspaces")} what="workspaces" isSearched />
      </Menu>
      <Menu title="Tags" chosen={search.tags.length}>
        <Loading load={tagOptions} chosen={search.tags} onToggle={toggle("tags")} what="tags" isSearched />
      </Menu>
      <Menu title="Reporter" chosen={search.reporters.length}>
        <Options options={REPORTERS} chosen={search.reporters} onToggle={toggle("reporters")} />
      </Menu>
      <Menu title="Last seen" chosen={[search.seenAfter, search.seenBefore].filter(Boolean).length}>
        <SeenFilter search={search} change={change} />
      </Menu>
      <Menu title="Type" chosen={search.types.length}>
        <Options options={TYPES} chosen={search.types} onToggle={toggle("types")} />
      </Menu>
      {isFiltered(search) && (
        <Button look="link" onClick={() => change(withoutFilters(search))}>
          Clear filters
        </Button>
      )}
    </div>
  );
}

export function withoutFilters(search: Search): Search {
  const { sort, isDescending, perPage, columns } = search;
  return { ...emptySearch(), sort, isDescending, perPage, columns };
}

// What is typed counts after a short pause, or with Enter.
function NameFilter({ search, change }: { search: Search; change: Change }) {
  const [text, setText] = useState(search.name);
  const timer = useRef(0);
  useEffect(() => setText(search.name), [search.name]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = (name: string) => {
    clearTimeout(timer.current);
    if (name !== search.name) change({ name });
  };
  const type = (typed: string) => {
    setText(typed);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => settle(typed.trim()), PAUSE_MS);
  };
  return (
    <form class="name-filter" onSubmit={(event) => (event.preventDefault(), settle(text.trim()))}>
      <TextField label="Name, domain name or id" hasHiddenLabel type="search" placeholder="Name, domain name or id" value={text} onValue={type} />
    </form>
  );
}

function SeenFilter({ search: { seenAfter, seenBefore }, change }: { search: Search; change: Change }) {
  const [first, last] = [dayOf(seenAfter), dayOf(seenBefore)];
  const isOther = (seenAfter && seenAfter !== startOf(first)) || (seenBefore && seenBefore !== endOf(last));
  return (
    <div class="options">
      <TextField label="From (UTC)" type="date" max={last} value={first} onValue={(day) => change({ seenAfter: day && startOf(day) })} />
      <TextField label="To (UTC)" type="date" min={first} value={last} onValue={(day) => change({ seenBefore: day && endOf(day) })} />
      {isOther && (
        <p class="faint">
          {seenAfter && `After ${instant(seenAfter)}. `}
          {seenBefore && `Before ${instant(seenBefore)}.`}
        </p>
      )}
    </div>
  );
}

function dayOf(instant: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(instant) ? instant.slice(0, 10) : "";
}

export function Menu({ title, chosen, children }: { title: string; chosen?: number; children: ComponentChildren }) {
  const [isOpen, setIsOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  const toggle = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape") return;
        toggle.current?.focus();
      } else if (menu.current?.contains(event.target as Node)) return;
      setIsOpen(false);
    };
    for (const kind of ["keydown", "pointerdown", "focusin"]) document.addEventListener(kind, close);
    return () => {
      for (const kind of ["keydown", "pointerdown", "focusin"]) document.removeEventListener(kind, close);
    };
  }, [isOpen]);
  return (
    <div class="menu" ref={menu}>
      <button ref={toggle} type="button" class={`pf-v6-c-menu-toggle ${isOpen ? "pf-m-expanded" : ""}`} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <span class="pf-v6-c-menu-toggle__text">{title}</span>
        {!!chosen && (
          <span class="badge">
            {chosen} <span class="visually-hidden">chosen</span>
          </span>
        )}
        <span class="pf-v6-c-menu-toggle__controls" aria-hidden="true">
          ▾
        </span>
      </button>
      {isOpen && (
        <div class="pf-v6-c-menu popup" role="group" aria-label={title}>
          {children}
        </div>
      )}
    </div>
  );
}

interface OptionsProps {
  options: Option[];
  chosen: string[];
  onToggle: (value: string, isChosen: boolean) => void;
}

function Options({ options, chosen, onToggle }: OptionsProps) {
  // What an address or a view asks for stays in sight, also where no host has it.
  const missing = chosen.filter((value) => !options.some((option) => option.value === value));
  return (
    <ul class="options" role="list">
      {[...same(missing), ...options].map(({ value, text, count }) => (
        <li key={value}>
          <Check isChecked={chosen.includes(value)} onChange={(isChosen) => onToggle(value, isChosen)}>
            {text || "(without)"}
            {count !== undefined && <span class="faint"> {number(count)}</span>}
          </Check>
        </li>
      ))}
    </ul>
  );
}

interface LoadingProps extends Omit<OptionsProps, "options"> {
  load: (search: string, signal: AbortSignal) => Promise<Option[]>;
  what: string;
  isSearched?: boolean;
}

function Loading({ load, what, isSearched = false, ...rest }: LoadingProps) {
  const [text, setText] = useState("");
  const found = useLoad(`${what} ${text}`, (signal) => load(text.trim(), signal));
  return (
    <>
      {isSearched && <TextField label={`Search ${what}`} hasHiddenLabel type="search" placeholder={`Search ${what}`} value={text} onValue={setText} />}
      {found.problem && <Failure problem={found.problem} again={found.again} />}
      {!found.value && !found.problem && <p role="status">Loading {what} …</p>}
      {found.value?.length === 0 && <p>No {what}.</p>}
      {found.value && <Options options={found.value} {...rest} />}
    </>
  );
}

async function osOptions(_: string, signal: AbortSignal): Promise<Option[]> {
  const known = await operatingSystems(signal);
  return known.map(({ value, count }) => ({ value: osName(value), text: osName(value), count }));
}

async function workspaceOptions(search: string, signal: AbortSignal): Promise<Option[]> {
  const groups = await namedGroups(search, signal);
  const none = search ? [] : [{ value: "", text: "No workspace" }];
  return [...none, ...groups.map(({ name, host_count }) => ({ value: name, text: name, count: host_count }))];
}

async function tagOptions(search: string, signal: AbortSignal): Promise<Option[]> {
  const known = await knownTags(search, signal);
  return known.map(({ tag, count }) => ({ value: tagParameter(tag), text: tagText(tag), count }));
}
