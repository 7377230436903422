// How long the browser's workers have had a processor. Wall time would count
// what other programs do; Linux tells per thread, elsewhere wall time has to do.

import { readdirSync, readFileSync } from "node:fs";

// Linux cuts "DedicatedWorker thread" to 15 letters.
const NAME = "DedicatedWorker";

/** Seconds on the clocks of all workers among this program's descendants; wall time if there is no such clock. */
export function workerClock() {
  const files = tasks()
    .filter((folder) => read(`${folder}/comm`).trim() === NAME)
    .map((folder) => `${folder}/schedstat`);
  if (!files.some(read)) return { kind: "wall time", now: () => performance.now() / 1000 };
  const seconds = (file) => Number(read(file).split(" ")[0]) / 1e9;
  return { kind: "processor time", now: () => files.reduce((sum, file) => sum + seconds(file), 0) };
}

function tasks() {
  const ids = list("/proc").filter((name) => /^\d+$/.test(name));
  const parents = new Map(ids.map((id) => [id, parent(id)]));
  const descends = (id) => id === String(process.pid) || (parents.has(id) && descends(parents.get(id)));
  return ids.filter(descends).flatMap((id) => list(`/proc/${id}/task`).map((task) => `/proc/${id}/task/${task}`));
}

// The name, in brackets, may hold anything.
function parent(id) {
  return read(`/proc/${id}/stat`).split(") ").at(-1).split(" ")[1];
}

function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

// A process may end while it is looked at.
function read(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
