// Light or dark: as the system says, unless the reader has chosen.

export type Theme = "light" | "dark";

const CHOICE = "hbi-console-theme";

export function theme(): Theme {
  const chosen = localStorage.getItem(CHOICE);
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function applyTheme(): void {
  document.documentElement.classList.toggle("pf-v6-theme-dark", theme() === "dark");
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(CHOICE, chosen);
  applyTheme();
}
