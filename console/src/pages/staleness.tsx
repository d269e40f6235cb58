// When hosts count as stale, and what another choice would change.
import { useEffect, useState } from "preact/hooks";
import { getDefaults, getSettings, limitsOf, preview, resetLimits, saveLimits, type Change, type Limits } from "../api/staleness";
import { useLoad } from "../state/load";
import { announce } from "../ui/announce";
import { Button, Card, Failure, Note, StateLabel, Title, Waiting } from "../ui/basics";
import { Dialog } from "../ui/dialog";
import { Select, TextField } from "../ui/fields";
import { hosts, number } from "../ui/words";

const UNITS = [
  ["3600", "hours"],
  ["86400", "days"],
] as const;
const FIELDS: [keyof Limits, string, number][] = [
  ["stale", "A host is stale after", 604_800],
  ["stale_warning", "It is marked with a warning after", 15_552_000],
  ["culled", "It is deleted after", 63_072_000],
];
const PAUSE_MS = 400;

export function StalenessPage() {
  const settings = useLoad("settings", getSettings);
  const defaults = useLoad("defaults", getDefaults);
  const problem = settings.problem ?? defaults.problem;
  return (
    <>
      <Title>Staleness</Title>
      {problem && <Failure problem={problem} again={() => (settings.again(), defaults.again())} />}
      {!settings.value && !problem && <Waiting what="settings" />}
      {settings.value && defaults.value && (
        <Settings
          key={JSON.stringify(settings.value)}
          current={limitsOf(settings.value)}
          usual={limitsOf(defaults.value)}
          isChosen={settings.value.id !== "system_default"}
          onSaved={settings.again}
        />
      )}
    </>
  );
}

function Settings({ current, usual, isChosen, onSaved }: { current: Limits; usual: Limits; isChosen: boolean; onSaved: () => void }) {
  const [limits, setLimits] = useState(current);
  const [question, setQuestion] = useState<"save" | "reset">();
  const fault = faultOf(limits);
  const isChanged = JSON.stringify(limits) !== JSON.stringify(current);
  const asked = useSettled(question === "reset" ? usual : limits);
  const changes = useLoad(JSON.stringify(asked), async (signal) => (faultOf(asked) ? [] : preview(current, asked, signal)));
  const done = (what: string) => {
    setQuestion(undefined);
    announce(what);
    onSaved();
  };
  return (
    <>
      <p class="help">
        The time counts from a host's last check-in. {isChosen ? "Your organisation has chosen these limits." : "These are the usual limits; your organisation has chosen none."}
      </p>
      <form class="pf-v6-c-form narrow" onSubmit={(event) => (event.preventDefault(), setQuestion("save"))}>
        {FIELDS.map(([key, label]) => (
          <Duration key={key} label={label} seconds={limits[key]} onSeconds={(seconds) => setLimits({ ...limits, [key]: seconds })} />
        ))}
        {fault && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        <div class="actions">
          <Button type="submit" look="primary" disabled={!isChanged || fault !== undefined}>
            Save
          </Button>
          <Button disabled={!isChanged} onClick={() => setLimits(current)}>
            Undo
          </Button>
          <Button look="link" disabled={!isChosen} onClick={() => setQuestion("reset")}>
            Back to the usual limits
          </Button>
        </div>
      </form>
      <Card title="What would change">
        {changes.problem && <Failure problem={changes.problem} again={changes.again} />}
        <div role="status">{!changes.problem && !fault && <Preview changes={changes.value} isChanged={isChanged || question === "reset"} isLoading={changes.isLoading} />}</div>
      </Card>
      {question && (
        <Dialog
          title={question === "save" ? "Save these limits?" : "Go back to the usual limits?"}
          action={question === "save" ? "Save" : "Go back"}
          isDangerous={changes.value?.some((change) => change.to === "culled") ?? false}
          onClose={() => setQuestion(undefined)}
          onConfirm={async () => {
            if (question === "save") await saveLimits(limits);
            else await resetLimits();
            done(question === "save" ? "The limits are saved." : "The usual limits count again.");
          }}
        >
          <Preview changes={changes.value} isChanged isLoading={changes.isLoading} />
        </Dialog>
      )}
    </>
  );
}

function Preview({ changes, isChanged, isLoading }: { changes: Change[] | undefined; isChanged: boolean; isLoading: boolean }) {
  if (!isChanged) return <p>Change a limit to see here how many hosts would change their status.</p>;
  if (isLoading || !changes) return <p>Counting hosts …</p>;
  const total = changes.reduce((sum, change) => sum + change.hosts, 0);
  const lost = changes.filter((change) => change.to === "culled").reduce((sum, change) => sum + change.hosts, 0);
  return (
    <>
      <p>{total ? `${hosts(total)} would change their status at once:` : "No host would change its status now."}</p>
      {changes.length > 0 && (
        <ul class="values" role="list">
          {changes.map(({ from, to, hosts: count }) => (
            <li key={from + to}>
              {number(count)}: <StateLabel state={from} /> <span aria-label="to">→</span> <StateLabel state={to} />
            </li>
          ))}
        </ul>
      )}
      {lost > 0 && <Note tone="warning" title={`${hosts(lost)} would be deleted within the hour.`} />}
    </>
  );
}

function Duration({ label, seconds, onSeconds }: { label: string; seconds: number; onSeconds: (seconds: number) => void }) {
  const [unit, setUnit] = useState(seconds % 86_400 === 0 ? 86_400 : 3600);
  return (
    <div class="duration">
      <TextField
        label={label}
        type="number"
        min={0}
        step="any"
        required
        value={String(Number((seconds / unit).toFixed(3)))}
        onValue={(text) => onSeconds(Math.round(Number(text) * unit))}
      />
      <Select label={`Unit of "${label}"`} hasHiddenLabel value={String(unit)} options={UNITS} onValue={(chosen) => setUnit(Number(chosen))} />
    </div>
  );
}

function faultOf(limits: Limits): string | undefined {
  for (const [key, label, most] of FIELDS)
    if (!(limits[key] >= 1 && limits[key] <= most)) return `"${label}" must be between 1 second and ${number(most / 86_400)} days.`;
  if (limits.stale >= limits.stale_warning) return "A host must be stale before it is marked with a warning.";
  if (limits.stale_warning >= limits.culled) return "A host must be marked with a warning before it is deleted.";
  return undefined;
}

// The value once nobody has changed it for a moment.
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}
