import { browser } from "@web/core/browser/browser";

// Nobody reads more than this; the newest count.
const MOST = 100;

/**
 * Answers that were not good and that the next answer hid, and scans that were not done:
 * a list that stays, also over a reload, until the person has read it.
 */
export class StationMissed {
    /** @param {string} name of the station's kind and user */
    constructor(name) {
        this.key = `service_logistics.missed.${name}`;
    }

    /** @returns {{raw: string, title: string, message: string}[]} */
    get rows() {
        try {
            return JSON.parse(browser.localStorage.getItem(this.key)) || [];
        } catch {
            return [];
        }
    }

    /** Add what is not the same as the row before it; return all rows. */
    add(row) {
        const rows = this.rows;
        if (JSON.stringify(rows.at(-1)) !== JSON.stringify(row)) {
            rows.push(row);
        }
        const kept = rows.slice(-MOST);
        browser.localStorage.setItem(this.key, JSON.stringify(kept));
        return kept;
    }

    clear() {
        browser.localStorage.removeItem(this.key);
        return [];
    }
}
