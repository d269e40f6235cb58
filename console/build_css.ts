// Leaves out of PatternFly's styles what the console does not use: rules for classes that no source names, and values
// that no rule refers to. It is half of the file.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin, Root, Rule } from "postcss";

const CLASS = /\.((?:pf-v6-|pf-m-)[\w-]+)/g;
const REFERENCE = /var\(\s*(--[\w-]+)/g;

export function pruneStyles(file: string, sourceFolder: string): Plugin {
  return {
    postcssPlugin: "prune-styles",
    Once(root) {
      if (!root.source?.input.file?.endsWith(file)) return;
      // Pictures of PatternFly's pages, which the console does not have.
      root.walkDecls((declaration) => {
        if (declaration.value.includes("url(")) declaration.remove();
      });
      const sources = textBelow(sourceFolder, file);
      const used = new Set(sources.match(/pf-(?:v6-[\w-]+|m-[\w-]*)/g) ?? []);
      root.walkRules((rule) => pruneRule(rule, used));
      while (pruneValues(root, sources) > 0);
      root.walkAtRules((rule) => {
        if (rule.nodes?.length === 0) rule.remove();
      });
    },
  };
}

// All sources but the styles that are pruned.
function textBelow(folder: string, except: string): string {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => /\.(?:tsx?|css)$/.test(name) && !join(folder, name).endsWith(except));
  return files.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
}

function pruneRule(rule: Rule, used: Set<string>): void {
  if (rule.parent?.type === "atrule" && "name" in rule.parent && String(rule.parent.name).endsWith("keyframes")) return;
  const kept = rule.selectors.filter((selector) => isUsed(selector, used));
  if (kept.length === 0) rule.remove();
  else rule.selectors = kept;
}

// Modifiers are looked for as whole words. What stands in `:not()` and alike needs no use.
function isUsed(selector: string, used: Set<string>): boolean {
  const needed = selector.replace(/:(?:not|where|is|has)\((?:[^()]|\([^()]*\))*\)/g, "");
  return [...needed.matchAll(CLASS)].every(([, name]) => used.has(name ?? ""));
}

function pruneValues(root: Root, sources: string): number {
  const referred = new Set([...sources.matchAll(REFERENCE)].map(([, name]) => name));
  root.walkDecls((declaration) => {
    for (const [, name] of declaration.value.matchAll(REFERENCE)) referred.add(name);
  });
  let removed = 0;
  root.walkDecls(/^--pf-/, (declaration) => {
    if (referred.has(declaration.prop)) return;
    const { parent } = declaration;
    declaration.remove();
    if (parent && "nodes" in parent && parent.nodes?.length === 0) parent.remove();
    removed += 1;
  });
  return removed;
}
