// Calls functions of the official client as it is told: a line of JSON for each call, a line for each answer.

const readline = require('node:readline');
const axios = require('axios');
const { HostInventoryClient } = require('@redhat-cloud-services/host-inventory-client/api');

const task = JSON.parse(process.env.CLIENT_TASK);
const instance = axios.create({ headers: { 'x-rh-identity': task.identity } });
const client = HostInventoryClient(task.inventory, { axios: instance });

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function call({ name, parameters }) {
  try {
    const answer = await client[name](parameters);
    return { result: answer.data ?? null };
  } catch (error) {
    return { error: error.message, result: error.response?.data ?? null };
  }
}

// Beside its functions the client has what it was made with.
say(Object.keys(client).filter((name) => !['axios', 'basePath'].includes(name)));
readline.createInterface({ input: process.stdin }).on('line', async (line) => say(await call(JSON.parse(line))));
