// Parts that all pages use, dressed in PatternFly's classes.
import type { ComponentChildren } from "preact";
import { ROOT, go } from "../state/address";
import type { Problem } from "../api/http";
import type { State } from "../api/staleness";
import { STATE_NAMES } from "./words";

interface LinkProps {
  to: string;
  children: ComponentChildren;
  class?: string;
  title?: string;
  "aria-current"?: "page" | undefined;
}

export function Link({ to, children, class: name = "link", ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={ROOT + to} class={name} onClick={follow}>
      {children}
    </a>
  );
}

// Classes are written out, because styles that no source names are not built in.
const LOOKS = {
  primary: "pf-m-primary",
  secondary: "pf-m-secondary",
  danger: "pf-m-danger",
  link: "pf-m-link",
  plain: "pf-m-plain",
};

type Look = keyof typeof LOOKS;

interface ButtonProps {
  look?: Look;
  type?: "button" | "submit";
  disabled?: boolean;
  onClick?: () => void;
  "aria-label"?: string;
  children: ComponentChildren;
}

export function Button({ look = "secondary", type = "button", disabled = false, children, ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} disabled={disabled} class={`pf-v6-c-button ${LOOKS[look]}`}>
      <span class="pf-v6-c-button__text">{children}</span>
    </button>
  );
}

const COLOURS = {
  grey: "",
  green: "pf-m-green",
  yellow: "pf-m-yellow",
  orange: "pf-m-orange",
  red: "pf-m-red",
  blue: "pf-m-blue",
};

type Colour = keyof typeof COLOURS;

export function Label({ colour = "grey", children }: { colour?: Colour; children: ComponentChildren }) {
  return (
    <span class={`pf-v6-c-label pf-m-compact ${COLOURS[colour]}`}>
      <span class="pf-v6-c-label__content">
        <span class="pf-v6-c-label__text">{children}</span>
      </span>
    </span>
  );
}

const STATE_COLOURS: Record<State, Colour> = { fresh: "green", stale: "yellow", stale_warning: "orange", culled: "red" };

export function StateLabel({ state }: { state: State }) {
  return <Label colour={STATE_COLOURS[state]}>{STATE_NAMES[state]}</Label>;
}

const TONES = {
  danger: { class: "pf-m-danger", sign: "✕" },
  warning: { class: "pf-m-warning", sign: "!" },
  success: { class: "pf-m-success", sign: "✓" },
  info: { class: "pf-m-info", sign: "i" },
};

type Tone = keyof typeof TONES;

export function Note({ tone, title, children }: { tone: Tone; title: string; children?: ComponentChildren }) {
  return (
    <div class={`pf-v6-c-alert pf-m-inline ${TONES[tone].class}`} role={tone === "danger" ? "alert" : undefined}>
      <div class="pf-v6-c-alert__icon" aria-hidden="true">
        {TONES[tone].sign}
      </div>
      <p class="pf-v6-c-alert__title">
        <span class="visually-hidden">{tone}: </span>
        {title}
      </p>
      {children && <div class="pf-v6-c-alert__description">{children}</div>}
    </div>
  );
}

export function Failure({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <Note tone="danger" title={problem.message}>
      <p>{problem.advice}</p>
      {again && (
        <Button look="link" onClick={again}>
          Try again
        </Button>
      )}
    </Note>
  );
}

export function Card({ title, children, wide = false }: { title: string; children: ComponentChildren; wide?: boolean }) {
  return (
    <section class={`pf-v6-c-card ${wide ? "wide" : ""}`}>
      <div class="pf-v6-c-card__title">
        <h2 class="pf-v6-c-card__title-text">{title}</h2>
      </div>
      <div class="pf-v6-c-card__body">{children}</div>
    </section>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="pf-v6-c-empty-state pf-m-sm">
      <div class="pf-v6-c-empty-state__content">
        <h2 class="pf-v6-c-empty-state__title-text">{title}</h2>
        <div class="pf-v6-c-empty-state__body">{children}</div>
      </div>
    </div>
  );
}

export function Waiting({ what }: { what: string }) {
  return (
    <p class="waiting" role="status">
      Loading {what} …
    </p>
  );
}

export function Title({ children, actions }: { children: ComponentChildren; actions?: ComponentChildren }) {
  return (
    <div class="title-row">
      <h1 class="pf-v6-c-title pf-m-2xl" tabIndex={-1}>
        {children}
      </h1>
      {actions && <div class="actions">{actions}</div>}
    </div>
  );
}

export function Breadcrumb({ to, above, children }: { to: string; above: string; children: ComponentChildren }) {
  return (
    <nav class="pf-v6-c-breadcrumb" aria-label="Breadcrumb">
      <ol class="pf-v6-c-breadcrumb__list" role="list">
        <li class="pf-v6-c-breadcrumb__item">
          <Link to={to} class="pf-v6-c-breadcrumb__link">
            {above}
          </Link>
        </li>
        <li class="pf-v6-c-breadcrumb__item">
          <span class="pf-v6-c-breadcrumb__item-divider" aria-hidden="true">
            ›
          </span>
          <span aria-current="page">{children}</span>
        </li>
      </ol>
    </nav>
  );
}
