// What has happened, shown for a moment and told to screen readers.
import { useEffect, useState } from "preact/hooks";

let tell: (text: string) => void = () => {};

export function announce(text: string): void {
  tell(text);
}

export function Announcements() {
  const [text, setText] = useState("");
  useEffect(() => {
    let timer = 0;
    tell = (said) => {
      clearTimeout(timer);
      setText(said);
      timer = window.setTimeout(() => setText(""), 8000);
    };
    return () => clearTimeout(timer);
  }, []);
  return (
    <div class={`announcement ${text ? "shown" : ""}`} role="status" aria-live="polite">
      {text}
    </div>
  );
}
