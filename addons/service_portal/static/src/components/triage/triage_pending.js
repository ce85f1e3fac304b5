import { browser } from "@web/core/browser/browser";

export const UNDO_MILLISECONDS = 6000;

/**
 * One decision that waits a few seconds, so that it can be taken back before anything
 * is written or mailed. The next decision, or leaving the page, sends it at once.
 *
 * @param {Object} state reactive; `pending` is the decision that waits, or null
 * @param {(decision: Object) => Promise} send
 */
export class PendingDecision {
    constructor(state, send) {
        this.state = state;
        this.send = send;
        this.timer = null;
    }

    async schedule(decision) {
        await this.flush();
        this.state.pending = decision;
        this.timer = browser.setTimeout(() => this.flush(), UNDO_MILLISECONDS);
    }

    /** Send what waits, now. */
    async flush() {
        const decision = this.take();
        if (decision) {
            await this.send(decision);
        }
    }

    /** Take back what waits; nothing is sent. */
    take() {
        browser.clearTimeout(this.timer);
        const decision = this.state.pending;
        this.state.pending = null;
        return decision;
    }
}
