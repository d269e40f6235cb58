// The calls through the client of openapi-generator for TypeScript with axios.

import { Configuration as ExportsConfiguration, type ExportRequest, ExportsApi } from "./exports/index.js";
import { Configuration, HostsApi, SystemProfileApi } from "./inventory/index.js";

const task = JSON.parse(process.env.CLIENT_TASK ?? "{}") as Record<string, string>;
const configuration = new Configuration({ basePath: task.inventory, apiKey: task.identity });
const hosts = new HostsApi(configuration);
const profiles = new SystemProfileApi(configuration);
const archives = new ExportsApi(new ExportsConfiguration({ basePath: task.exports, apiKey: task.identity }));

const seconds = (text: string): number => Math.floor(Date.parse(text) / 1000);
const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
let exportId = "";

const calls: Record<string, () => Promise<unknown>> = {
    async hosts() {
        const { data } = await hosts.apiHostGetHostList({
            staleness: ["fresh", "stale"], tags: ["env/tier=gold"], orderBy: "display_name", orderHow: "DESC", perPage: 2,
        });
        return {
            total: data.total,
            names: data.results.map((host) => host.display_name),
            created: data.results.map((host) => seconds(host.created)),
        };
    },

    async hosts_by_profile() {
        // The generated code leaves the parameter's own name out; axios itself writes objects with brackets.
        const wanted = { system_profile: { arch: "aarch64", number_of_cpus: { gte: "2" } } };
        const fields = { system_profile: ["arch", "system_memory_bytes"] };
        const { data } = await hosts.apiHostGetHostList({}, { params: { filter: wanted, fields } });
        return data.results.map((host) => [
            host.display_name, host.system_profile?.arch, host.system_profile?.system_memory_bytes,
        ]);
    },

    async host_by_id() {
        const { data } = await hosts.apiHostGetHostById({
            hostIdList: [task.alpha, task.beta], orderBy: "display_name", orderHow: "ASC",
        });
        const host = data.results[0];
        return {
            ids: data.results.map((found) => found.id),
            insights_id: host.insights_id,
            fqdn: host.fqdn,
            satellite_id: host.satellite_id,
            ip_addresses: host.ip_addresses,
            facts: Object.fromEntries(host.facts.map((set) => [set.namespace, set.facts])),
        };
    },

    async system_profile() {
        const { data } = await hosts.apiHostGetHostSystemProfileById({ hostIdList: [task.alpha] });
        const profile = data.results[0].system_profile;
        const system = profile.operating_system;
        return {
            memory: profile.system_memory_bytes,
            system: [system?.name, system?.major, system?.minor],
            booted: seconds(profile.last_boot_time ?? ""),
            interfaces: profile.network_interfaces?.map((entry) => entry.name),
        };
    },

    async tags() {
        const { data } = await hosts.apiHostGetHostTags({ hostIdList: [task.alpha] });
        const found = Object.entries(data.results);
        return Object.fromEntries(
            found.map(([host, tags]) => [host, tags.map((tag) => [tag.namespace, tag.key, tag.value])]),
        );
    },

    async rename() {
        await hosts.apiHostPatchHostById({ hostIdList: [task.alpha], patchHostIn: { display_name: "renamed" } });
        return null;
    },

    async merge_facts() {
        const { data } = await hosts.apiHostMergeFacts({
            hostIdList: [task.alpha], namespace: "site", body: { rack: 7 },
        });
        return data;
    },

    async check_in() {
        const { data } = await hosts.apiHostHostCheckin({ hostCheckIn: { insights_id: task.gamma_insights_id } });
        return { id: data.id, name: data.display_name };
    },

    async operating_systems() {
        const { data } = await profiles.apiSystemProfileGetOperatingSystem({ tags: ["env/tier=gold"] });
        return data.results.map((entry) => [entry.value.name, entry.value.major, entry.value.minor, entry.count]);
    },

    async export() {
        const source = {
            application: "urn:redhat:application:inventory",
            resource: "urn:redhat:application:inventory:export:systems",
        };
        const exportRequest: ExportRequest = { name: "hosts", format: "json", sources: [source] };
        const created = (await archives.apiExportPostExport({ exportRequest })).data;
        exportId = created.id;
        let seen = created;
        while (seen.status === "pending" || seen.status === "running") {
            await pause(200);
            seen = (await archives.apiExportGetExportStatus({ id: created.id })).data;
        }
        return [created.status, seen.status, seen.format];
    },

    async download() {
        // Under Node.js axios takes bytes for text unless it is told otherwise.
        const { data } = await archives.apiExportGetExport({ id: exportId }, { responseType: "arraybuffer" });
        return Buffer.from(data as unknown as ArrayBuffer).toString("base64");
    },

    async delete() {
        await hosts.apiHostDeleteHostById({ hostIdList: [task.gamma] });
        return null;
    },
};

async function main(): Promise<void> {
    for (const [call, perform] of Object.entries(calls)) {
        try {
            console.log(JSON.stringify({ call, result: await perform() }));
        } catch (error) {
            console.log(JSON.stringify({ call, error: String(error) }));
        }
    }
}

void main();
