"""The ticket systems that are known, one file for each; the settings choose one."""

from kbsearch.tickets.desk import TicketDesk
from kbsearch.tickets.senders.built_in import BuiltInDesk
from kbsearch.tickets.senders.email import EmailDesk
from kbsearch.tickets.senders.redmine import RedmineDesk
from kbsearch.tickets.senders.request_tracker import RequestTrackerDesk
from kbsearch.tickets.senders.smtp import SmtpServer
from kbsearch.tickets.senders.webhook import WebhookDesk
from kbsearch.tickets.senders.zendesk import ZendeskDesk
from kbsearch.tickets_config import DeskConfig, MailConfig


def open_desk(desk: DeskConfig, mail: MailConfig) -> TicketDesk:
    """Return the ticket system of the settings. Nothing is asked of it yet."""
    match desk.kind:
        case "request_tracker":
            return RequestTrackerDesk(desk)
        case "redmine":
            return RedmineDesk(desk)
        case "zendesk":
            return ZendeskDesk(desk)
        case "webhook":
            return WebhookDesk(desk)
        case "email":
            return EmailDesk(desk.address, mail.sender, SmtpServer(mail))
        case "built_in":
            return BuiltInDesk()
