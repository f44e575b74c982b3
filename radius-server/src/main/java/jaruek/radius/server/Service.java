package jaruek.radius.server;

/** What a port does with requests. Called by the port's thread. */
sealed interface Service permits AccessService, AccountingService {
  /** Answers through the outbox, now or later, or counts why not. */
  void handle(Exchange exchange);
}
