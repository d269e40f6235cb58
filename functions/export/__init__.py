"""The export function, started by the API function and the reaper. The work is in `hbi.exports.work`."""
