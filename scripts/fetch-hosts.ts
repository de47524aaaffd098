// Fetches the runners and the releases of Node that the end-to-end tests run in: beside the checks, which leave the network alone.
import { fetchHosts } from "../test/e2e/install-hosts.ts";

await fetchHosts();
