from odoo import models


class ServiceMailQueueMixin(models.AbstractModel):
    """Notifications of a record leave by the mail queue, which is woken at once.

    Our mails to clients wake the queue's cron. Core sends notifications itself right
    after the commit: both would take the same mail, send it twice, and log an error.
    """

    _name = "service.mail.queue.mixin"
    _description = "Notifications by the Mail Queue"
    _inherit = ["mail.thread"]

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Override of `mail` to queue; nothing is sent inside this request."""
        # guard: one sender
        result = super(
            ServiceMailQueueMixin, self.with_context(mail_notify_force_send=False)
        )._notify_thread_by_email(message, recipients_data, **kwargs)
        if any(data["notif"] == "email" for data in recipients_data):
            self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return result
