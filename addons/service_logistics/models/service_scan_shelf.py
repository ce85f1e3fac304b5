from odoo import api, models
from odoo.exceptions import UserError


class ServiceScan(models.Model):
    """The station "Shelves": shelf, then devices; or devices, then their shelf.

    A shelf stays open until the next one is scanned, unless the devices came first:
    then it takes them and is closed, so that the next device waits for its own.
    """

    _inherit = "service.scan"

    @api.model
    def _service_answer_shelve(self, raw, shelf, waiting):
        """Answer one scan of the station "Shelves".

        :param shelf: `stock.location` that is open at the station, or none
        :param waiting: `service.job` records that wait for a shelf
        """
        request, job = self._service_look_up(raw)
        if not request:
            found = self.env["stock.location"]._service_find_shelf(raw)
            if not found:
                return self._service_answer_no_place(shelf, waiting)
            if waiting:
                return self._service_answer_put(waiting, found, waiting=waiting)
            return self._service_answer_shelf(found)
        wanted = job or request.job_ids.filtered("in_house")
        reason = wanted._service_reason(wanted._service_check_is_here)
        if not wanted:
            reason = self.env._("%(request)s has no device here.", request=request.name)
        if reason:
            return self._service_answer_place(
                "refused", self.env._("Not here"), reason, shelf=shelf, basket=waiting
            )
        if shelf:
            return self._service_answer_put(wanted, shelf, open_shelf=shelf)
        return self._service_answer_place(
            "waiting",
            self.env._("Now scan the shelf"),
            self._service_where(wanted),
            basket=waiting | wanted,
            job=wanted[-1:],
        )

    @api.model
    def _service_where(self, jobs):
        """Return where the devices lie, in words."""
        return ", ".join(
            self.env._(
                "%(job)s lies on %(shelf)s", job=job.display_name, shelf=job.shelf
            )
            if job.shelf
            else self.env._("%(job)s has no shelf yet", job=job.display_name)
            for job in jobs
        )

    @api.model
    def _service_answer_shelf(self, shelf):
        count = shelf.service_job_count
        return self._service_answer_place(
            "shelf",
            shelf._service_place_name(),
            self.env._("%(count)s device(s) lie here. Scan the next one.", count=count)
            if count
            else self.env._("Empty. Scan the first device."),
            shelf=shelf,
        )

    @api.model
    def _service_answer_put(self, jobs, shelf, *, open_shelf=None, waiting=None):
        name = shelf._service_place_name()
        if jobs.place_id == shelf and all(job.place_id for job in jobs):
            return self._service_answer_place(
                "repeated",
                self.env._("It lies there already"),
                self._service_where(jobs),
                shelf=open_shelf,
                job=jobs[-1:],
            )
        try:
            with self.env.cr.savepoint():
                jobs._service_put_on(shelf)
        except UserError as error:
            return self._service_answer_place(
                "refused",
                self.env._("Not moved"),
                str(error),
                shelf=open_shelf,
                basket=waiting,
            )
        return self._service_answer_place(
            "shelved",
            self.env._("On shelf %(shelf)s", shelf=name),
            ", ".join(jobs.mapped("display_name")),
            shelf=open_shelf,
            job=jobs[-1:],
        )

    @api.model
    def _service_answer_no_place(self, shelf, waiting):
        return self._service_answer_place(
            "unknown",
            self.env._("Unknown barcode"),
            self.env._("This is no shelf and no device of ours. Scan its label."),
            shelf=shelf,
            basket=waiting,
        )

    @api.model
    def _service_answer_place(self, result, title, message, *, shelf=None, **shown):
        """Return an answer with the shelf that stays open and what lies on it."""
        answer = self._service_answer(result, title, message, **shown)
        answer["shelf"] = shelf._service_show_shelf() if shelf else False
        return answer
