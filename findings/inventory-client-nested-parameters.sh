#!/usr/bin/env bash
# The JavaScript client of Red Hat's inventory writes nested parameters with dots.
#
# Software: npm @redhat-cloud-services/host-inventory-client 7.3.0, with
#           @redhat-cloud-services/javascript-clients-shared 2.0.17 and axios 1.21.1.
# Seen:     2026-11-30.
# Expected: square brackets. The package's own documentation of the parameter `filter` (the comments in its
#           index.d.ts files, of the bulk DELETE too) says which query an object stands for, for example
#           filter[system_profile][host_type][eq]=edge; that of `fields` says
#           fields[system_profile]=arch,host_type.
# Happens:  filter.system_profile.host_type.eq=edge, and fields.system_profile=arch once per name, on every
#           operation that has one of these parameters. To a server these are parameters it does not know. One
#           that ignores unknown parameters answers a list without the filter, and carries out a bulk DELETE for
#           every host that the remaining parameters match.
# Way out:  the same object given as axios' option `params` is written with brackets.
#
# Nothing is sent: an axios adapter answers each request in place and keeps its address.
# Exit code: 0 if this still happens, 1 if the behaviour changed, 2 if the script could not run.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v node >/dev/null && command -v npm >/dev/null || { echo "cannot run: node and npm are needed" >&2; exit 2; }
npm install --prefix "$work" --no-audit --no-fund --silent --save-exact \
    @redhat-cloud-services/host-inventory-client@7.3.0 \
    @redhat-cloud-services/javascript-clients-shared@2.0.17 \
    axios@1.21.1 || { echo "cannot run: the packages could not be installed" >&2; exit 2; }

cat >"$work/show.cjs" <<'SCRIPT'
const fs = require('node:fs');
const path = require('node:path');
const axios = require('axios');
const { HostInventoryClient } = require('@redhat-cloud-services/host-inventory-client/api');

const PACKAGE = path.join(__dirname, 'node_modules/@redhat-cloud-services/host-inventory-client');
const HOST = '7b1c9a52-4a0e-4f7e-9d3e-0d0f6f1f2a10';
const FILTER = { system_profile: { host_type: { eq: 'edge' } } };
const FIELDS = { system_profile: ['arch', 'host_type'] };
const DOCUMENTED = {
  filter: 'filter[system_profile][host_type][eq]=edge',
  fields: 'fields[system_profile]=arch,host_type',
};
const DOTTED = {
  filter: 'filter.system_profile.host_type.eq=edge',
  fields: 'fields.system_profile=arch&fields.system_profile=host_type',
};
const CALLS = [
  ['apiHostDeleteHostsByFilter', { filter: FILTER }],
  ['apiHostGetHostList', { filter: FILTER, fields: FIELDS }],
  ['apiHostGetHostById', { hostIdList: [HOST], fields: FIELDS }],
  ['apiHostGetHostSystemProfileById', { hostIdList: [HOST], fields: FIELDS }],
  ['apiHostGroupGetHostListByGroup', { groupId: HOST, filter: FILTER, fields: FIELDS }],
  ['apiHostViewsGetHostViews', { filter: FILTER, fields: FIELDS }],
  ['apiSystemProfileGetOperatingSystem', { filter: FILTER }],
  ['apiSystemProfileGetSapSids', { filter: FILTER }],
  ['apiSystemProfileGetSapSystem', { filter: FILTER }],
  ['apiTagGetTags', { filter: FILTER }],
];

const seen = [];
const instance = axios.create({
  adapter: async (config) => {
    seen.push(`${config.method.toUpperCase()} ${decodeURIComponent(axios.getUri(config))}`);
    return { data: {}, status: 200, statusText: 'OK', headers: {}, config };
  },
});
const client = HostInventoryClient('/api/inventory/v1', { axios: instance });
const changes = [];

function checkDocumentation(operation, parameters) {
  const folder = operation.charAt(0).toUpperCase() + operation.slice(1);
  const text = fs.readFileSync(path.join(PACKAGE, folder, 'index.d.ts'), 'utf8');
  for (const name of parameters) {
    if (!text.includes(`?${DOCUMENTED[name]}`)) {
      changes.push(`${operation}: the documentation no longer gives ${DOCUMENTED[name]}`);
    }
  }
}

async function main() {
  const { version } = JSON.parse(fs.readFileSync(path.join(PACKAGE, 'package.json'), 'utf8'));
  console.log(`host-inventory-client ${version}, axios ${axios.VERSION}, node ${process.versions.node}`);
  checkDocumentation('apiHostDeleteHostsByFilter', ['filter']);
  checkDocumentation('apiHostGetHostList', ['filter', 'fields']);
  console.log(`documented: ${DOCUMENTED.filter}\n            ${DOCUMENTED.fields}`);
  for (const [operation, parameters] of CALLS) {
    await client[operation](parameters);
    const address = seen.at(-1);
    console.log(`${operation}: ${address}`);
    for (const name of ['filter', 'fields'].filter((each) => each in parameters)) {
      if (!address.includes(DOTTED[name])) changes.push(`${operation}: ${name} is not written with dots`);
    }
  }
  await client.apiHostGetHostList({ options: { params: { filter: FILTER } } });
  console.log(`as axios' params: ${seen.at(-1)}`);
  if (!seen.at(-1).includes(DOCUMENTED.filter)) changes.push("axios' option params is not written with brackets");
  changes.forEach((change) => console.log(`changed: ${change}`));
  process.exitCode = changes.length ? 1 : 0;
}

main().catch((error) => {
  console.log(`changed: ${error.message}`);
  process.exitCode = 1;
});
SCRIPT
node "$work/show.cjs"
