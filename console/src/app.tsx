// The frame around all pages: where one is, where one can go, and which calls stand behind a page.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { forgetToken, hasToken, signIn } from "./api/session";
import { HostPage } from "./pages/host";
import { HostsPage } from "./pages/hosts";
import { SignInPage } from "./pages/sign_in";
import { GroupPage } from "./pages/groups/group";
import { GroupsPage } from "./pages/groups";
import { ExportsPage } from "./pages/exports";
import { OverviewPage } from "./pages/overview";
import { StalenessPage } from "./pages/staleness";
import { useAddress } from "./state/address";
import { chooseTheme, theme } from "./state/theme";
import { Announcements } from "./ui/announce";
import { Calls, CALLS } from "./ui/calls";
import { Button, Empty, Link } from "./ui/basics";

const PAGES = [
  ["/", "Overview"],
  ["/hosts", "Hosts"],
  ["/groups", "Workspaces"],
  ["/exports", "Exports"],
  ["/staleness", "Staleness"],
] as const;

export function App() {
  const { path } = useAddress();
  const isSignedOut = signIn() === "token" && !hasToken();
  const title = PAGES.find(([to]) => to === path)?.[1] ?? (path.startsWith("/hosts/") ? "Host" : "Workspace");
  const main = useRef<HTMLElement>(null);
  const before = useRef(path);
  const [areCallsOpen, setAreCallsOpen] = useState(false);
  const showCalls = () => {
    setAreCallsOpen(true);
    requestAnimationFrame(() => document.getElementById(CALLS)?.focus());
  };
  useEffect(() => {
    document.title = `${title} – Host inventory`;
    // Another page: the reader of a screen begins at its heading.
    if (before.current !== path) main.current?.focus();
    before.current = path;
  }, [path, title]);
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to content
      </a>
      <header class="top">
        <Link to="/" class="brand">
          Host inventory
        </Link>
        <TopActions onCalls={showCalls} />
      </header>
      <nav class="side" aria-label="Pages">
        <ul role="list">
          {PAGES.map(([to, name]) => (
            <li key={to}>
              <Link to={to} class="side-link" aria-current={isWithin(path, to) ? "page" : undefined}>
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <main id="main" ref={main} tabIndex={-1}>
        {isSignedOut ? <SignInPage /> : <CurrentPage key={path} path={path} />}
        <Calls isOpen={areCallsOpen} onToggle={setAreCallsOpen} />
      </main>
      <Announcements />
    </div>
  );
}

function isWithin(path: string, page: string): boolean {
  return page === "/" ? path === "/" : path === page || path.startsWith(`${page}/`);
}

function CurrentPage({ path }: { path: string }) {
  const [page = "", id] = path.slice(1).split("/");
  if (page === "hosts" && id) return <HostPage id={decodeURIComponent(id)} />;
  if (page === "groups" && id) return <GroupPage id={decodeURIComponent(id)} />;
  const pages: Record<string, () => ComponentChildren> = {
    "": () => <OverviewPage />,
    hosts: () => <HostsPage />,
    groups: () => <GroupsPage />,
    exports: () => <ExportsPage />,
    staleness: () => <StalenessPage />,
  };
  const found = pages[page];
  if (found) return <>{found()}</>;
  return (
    <Empty title="There is no such page">
      <Link to="/hosts">All hosts</Link>
    </Empty>
  );
}

function TopActions({ onCalls }: { onCalls: () => void }) {
  const [current, setCurrent] = useState(theme);
  const other = current === "dark" ? "light" : "dark";
  return (
    <div class="actions">
      <Button look="plain" onClick={onCalls}>
        API calls
      </Button>
      <a class="link" href="/api/inventory/v1/ui">
        API
      </a>
      <Button look="plain" onClick={() => (chooseTheme(other), setCurrent(other))}>
        {other === "dark" ? "Dark" : "Light"}
      </Button>
      {signIn() === "token" && hasToken() && (
        <Button look="plain" onClick={() => (forgetToken(), location.reload())}>
          Sign out
        </Button>
      )}
    </div>
  );
}
