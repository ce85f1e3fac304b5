import { EventBus, reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { sender, whyAgain } from "../station/station_errors";

// Seconds until a photo is sent again; the last one from then on.
const PAUSES = [1, 2, 5, 10];

/**
 * Photos on their way to the server, one after the other, behind the scans.
 *
 * What got no answer is sent again: the same picture is the same photo there. What the
 * server refuses waits in `failed` until a person decides.
 */
export const photoQueueService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const bus = new EventBus();
        const state = reactive({ waiting: [], failed: [], lost: "" });
        let working = false;
        let wake = () => {};
        let number = 0;

        function pause(tries) {
            const seconds = PAUSES[Math.min(tries, PAUSES.length - 1)];
            return new Promise((resolve) => {
                const timer = browser.setTimeout(resolve, seconds * 1000);
                wake = () => {
                    browser.clearTimeout(timer);
                    resolve();
                };
            });
        }

        /** @returns {Promise<string>} why it has to be sent again, see `whyAgain` */
        async function sendFirst() {
            const [item] = state.waiting;
            try {
                const args = { ...item.args, context: sender() };
                const answer = await orm.silent.call("service.scan", "add_photo", [], args);
                state.waiting.shift();
                bus.trigger("sent", { ...answer, number: item.number });
            } catch (error) {
                const why = whyAgain(error);
                if (why) {
                    return why;
                }
                state.waiting.shift();
                const message = error.data?.message || error.message;
                state.failed.push({ ...item, message });
                bus.trigger("failed", { number: item.number, message });
            }
            return "";
        }

        async function work() {
            if (working) {
                return;
            }
            working = true;
            let tries = 0;
            while (state.waiting.length) {
                state.lost = await sendFirst();
                if (state.lost) {
                    await pause(tries++);
                } else {
                    tries = 0;
                }
            }
            working = false;
        }

        /** Send a photo when its turn comes; returns its number in the queue. */
        function add(args) {
            state.waiting.push({ args, number: ++number });
            work();
            return number;
        }

        function retryFailed() {
            state.waiting.push(...state.failed.splice(0));
            work();
        }

        function dropFailed() {
            state.failed.splice(0);
        }

        browser.addEventListener("online", () => wake());
        browser.addEventListener("beforeunload", (ev) => {
            if (state.waiting.length || state.failed.length) {
                ev.preventDefault();
            }
        });
        return { state, bus, add, retryFailed, dropFailed };
    },
};

registry.category("services").add("service_photo_queue", photoQueueService);
