import { browser } from "@web/core/browser/browser";

/**
 * What was scanned and has no answer yet, in the order of scanning. Each entry is kept
 * in localStorage until it is answered, so that a reload or a dead battery loses none.
 * Its token makes sending it twice harmless: two tabs, an answer that got lost.
 */
export class StationQueue {
    /** @param {string} name of the station's kind and user: others' scans stay theirs */
    constructor(name) {
        this.prefix = `service_logistics.queue.${name}.`;
        this.entries = this.stored();
        this.last = 0;
    }

    get length() {
        return this.entries.length;
    }

    get first() {
        return this.entries[0];
    }

    /** @param {{method: string, args: Object}} entry */
    push(entry) {
        // Sortable as text for the next 200 years, and never the same twice.
        this.last = Math.max(Date.now() * 1000, this.last + 1);
        const kept = { ...entry, key: this.prefix + this.last };
        browser.localStorage.setItem(kept.key, JSON.stringify(kept));
        this.entries.push(kept);
    }

    shift() {
        const [done] = this.entries.splice(0, 1);
        browser.localStorage.removeItem(done.key);
    }

    /** Change what is sent with the first entry before it is sent the first time. */
    update(args) {
        Object.assign(this.first.args, args);
        browser.localStorage.setItem(this.first.key, JSON.stringify(this.first));
    }

    stored() {
        const keys = [];
        for (let index = 0; index < browser.localStorage.length; index++) {
            const key = browser.localStorage.key(index);
            if (key.startsWith(this.prefix)) {
                keys.push(key);
            }
        }
        const entries = [];
        for (const key of keys.sort()) {
            try {
                // `old`: its context is what stood on the screen before the reload.
                entries.push({ ...JSON.parse(browser.localStorage.getItem(key)), key, old: true });
            } catch {
                browser.localStorage.removeItem(key);
            }
        }
        return entries;
    }
}
