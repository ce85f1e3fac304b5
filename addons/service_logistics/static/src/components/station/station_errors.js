import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { user } from "@web/core/user";

// The server did nothing and would do it later: sending the same again is right.
const AGAIN = {
    "odoo.http.SessionExpiredException": "session",
    "odoo.addons.service_logistics.models.service_scan.OtherUserError": "user",
    // Core replays these five times, then it gives up.
    "odoo.exceptions.ConcurrencyError": "busy",
    "odoo.exceptions.LockError": "busy",
    "psycopg2.errors.DeadlockDetected": "busy",
    "psycopg2.errors.LockNotAvailable": "busy",
    "psycopg2.errors.SerializationFailure": "busy",
    // The database is started again, or has no place left for one more.
    "psycopg2.InterfaceError": "busy",
    "psycopg2.OperationalError": "busy",
    "psycopg2.errors.AdminShutdown": "busy",
    "psycopg2.pool.PoolError": "busy",
};

/** The server answers nobody else in the name of who scanned, see `_service_check_sender`. */
export function sender() {
    return { service_station_user: user.userId };
}

/**
 * Why a call that failed is to be sent again as it is.
 *
 * @returns {"" | "connection" | "session" | "user" | "busy"} "": it was refused
 */
export function whyAgain(error) {
    if (error instanceof ConnectionLostError) {
        return "connection";
    }
    return AGAIN[error.exceptionName] || "";
}

/** What the person reads while something waits: [title, message]. */
export function waitingWords(why) {
    const name = user.name;
    return {
        connection: [
            _t("No connection"),
            _t("Nothing is lost: go on scanning. Scans wait here and are sent in order."),
        ],
        session: [
            _t("You are logged out"),
            _t("Log in again in a new tab; the scans wait here and are sent in order."),
        ],
        user: [
            _t("Somebody else is logged in"),
            _t(
                "Scans of %(name)s wait here. They are sent when %(name)s logs in again in a new tab.",
                { name }
            ),
        ],
        busy: [
            _t("The server is busy"),
            _t("Nothing is lost: the scans wait here and are sent again in a moment."),
        ],
    }[why];
}
