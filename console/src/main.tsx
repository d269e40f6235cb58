import { render } from "preact";
import { begin } from "./api/session";
import { App } from "./app";
import { applyTheme } from "./state/theme";
import "./style/patternfly.css";
import "./style/console.css";

applyTheme();
const place = document.getElementById("console");
if (place) void begin().finally(() => render(<App />, place));
