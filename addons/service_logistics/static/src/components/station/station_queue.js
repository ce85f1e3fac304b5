import { browser } from "@web/core/browser/browser";

const PREFIX = "service_logistics.queue.";

/** All that the browser keeps under a prefix, as [key, entry]; what is broken goes. */
function kept(prefix) {
    const keys = [];
    for (let index = 0; index < browser.localStorage.length; index++) {
        const key = browser.localStorage.key(index);
        if (key.startsWith(prefix)) {
            keys.push(key);
        }
    }
    const found = [];
    for (const key of keys) {
        try {
            found.push([key, JSON.parse(browser.localStorage.getItem(key))]);
        } catch {
            browser.localStorage.removeItem(key);
        }
    }
    return found;
}

/**
 * What was scanned and has no answer yet, in the order of scanning. Each entry is kept
 * in localStorage until it is answered, so that a reload or a dead battery loses none.
 * Its token makes sending it twice harmless: two tabs, an answer that got lost.
 */
export class StationQueue {
    /**
     * @param {string} mode of the station
     * @param {{id: number, name: string}} owner whose scans these are: others' stay theirs
     */
    constructor(mode, owner) {
        this.kind = `${PREFIX}${mode}.`;
        this.prefix = `${this.kind}${owner.id}.`;
        this.owner = owner.name;
        this.entries = this.stored();
        // guard: a clock that was set back puts nothing before what waits already
        this.last = Math.max(0, ...this.entries.map((entry) => this.number(entry.key)));
    }

    get length() {
        return this.entries.length;
    }

    get first() {
        return this.entries[0];
    }

    number(key) {
        return Number(key.slice(this.prefix.length));
    }

    /** @param {{method: string, args: Object, turn: string}} entry */
    push(entry) {
        this.last = Math.max(Date.now() * 1000, this.last + 1);
        // Another tab of the same person may have taken the number.
        while (browser.localStorage.getItem(this.prefix + this.last) !== null) {
            this.last++;
        }
        const one = { ...entry, owner: this.owner, key: this.prefix + this.last };
        browser.localStorage.setItem(one.key, JSON.stringify(one));
        this.entries.push(one);
        return one;
    }

    shift() {
        const [done] = this.entries.splice(0, 1);
        browser.localStorage.removeItem(done.key);
    }

    /** Take out and return what waits before the first entry of which `stop` is true. */
    cut(stop) {
        const end = this.entries.findIndex(stop);
        const gone = this.entries.splice(0, end < 0 ? this.entries.length : end);
        gone.forEach((entry) => browser.localStorage.removeItem(entry.key));
        return gone;
    }

    /** Change what is sent with the first entry before it is sent the first time. */
    update(args) {
        Object.assign(this.first.args, args);
        browser.localStorage.setItem(this.first.key, JSON.stringify(this.first));
    }

    stored() {
        return (
            kept(this.prefix)
                .sort(([one], [other]) => this.number(one) - this.number(other))
                // `old`: its context is what stood on the screen before the reload.
                .map(([key, entry]) => ({ ...entry, key, old: true }))
        );
    }

    /** Whose scans wait in this browser beside mine: `{name: how many}`. */
    others() {
        const names = {};
        for (const [key, { owner }] of kept(this.kind)) {
            if (owner && !key.startsWith(this.prefix)) {
                names[owner] = (names[owner] || 0) + 1;
            }
        }
        return names;
    }
}
