import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/http";

export interface Loaded<T> {
  value: T | undefined;
  problem: Problem | undefined;
  isLoading: boolean;
  again: () => void;
}

// Loads what belongs to a key, and again when the key changes. The last value stays until the next one is there;
// requests that are overtaken are given up.
export function useLoad<T>(key: string, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [value, setValue] = useState<T>();
  const [problem, setProblem] = useState<Problem>();
  const [isLoading, setIsLoading] = useState(true);
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const controller = new AbortController();
    setIsLoading(true);
    latest.current(controller.signal).then(
      (found) => {
        if (controller.signal.aborted) return;
        setValue(() => found);
        setProblem(undefined);
        setIsLoading(false);
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        setProblem(asProblem(error));
        setIsLoading(false);
      },
    );
    return () => controller.abort();
  }, [key, turn]);
  const again = useCallback(() => setTurn((number) => number + 1), []);
  return { value, problem, isLoading, again };
}
