package jaruek.admin.api;

/**
 * The codes of {@link AdminReply.End} and {@link AdminReply.Progress}: keys of the command line's
 * message bundles. Each says its arguments, named as in the message, and the status that goes with
 * it. An answer that needs no words has the empty code. The command line shows a code it does not
 * know as it is, with its arguments, so a newer daemon may say more than an older client knows.
 *
 * <p>Arguments are text or numbers; times are ISO 8601 instants, addresses RFC 5952 text.
 */
public final class AdminCodes {
  /** Nothing to say in words: the rows say it all. */
  public static final String NONE = "";

  // ---- done (0)

  /** More rows were found than asked for. {@code limit}. */
  public static final String LIMIT_REACHED = "limit-reached";

  /** The account was added. {@code user}. */
  public static final String USER_ADDED = "user.added";

  /** The account was changed: password, disabled, enabled. {@code user}. */
  public static final String USER_CHANGED = "user.changed";

  /** The account was removed; its history stays. {@code user}. */
  public static final String USER_REMOVED = "user.removed";

  /** The group was added. {@code group}. */
  public static final String GROUP_ADDED = "group.added";

  /** The group was changed; it counts at once. {@code group}. */
  public static final String GROUP_CHANGED = "group.changed";

  /** The group was removed. {@code group}. */
  public static final String GROUP_REMOVED = "group.removed";

  /** There is a group of that name. {@code group}. */
  public static final String GROUP_EXISTS = "group.exists";

  /** No such group. {@code group}. */
  public static final String GROUP_UNKNOWN = "group.unknown";

  /** The group still has accounts. {@code group}, {@code accounts}. */
  public static final String GROUP_USED = "group.used";

  /** All rows of the file are good, and nothing was added. {@code rows}. */
  public static final String IMPORT_CHECKED = "import.checked";

  /** The accounts were written. {@code accounts}; {@code bytes} and {@code sha256} of the file. */
  public static final String USER_EXPORTED = "user.exported";

  /** The present password is another. {@code user}. */
  public static final String USER_PASSWORD_WRONG = "user.password-wrong";

  /**
   * Vouchers were made. {@code batch}, {@code vouchers}; {@code bytes} and {@code sha256} of their
   * sheet.
   */
  public static final String VOUCHER_MADE = "voucher.made";

  /** The sheet was written again. As for {@link #VOUCHER_MADE}. */
  public static final String VOUCHER_PRINTED = "voucher.printed";

  /** Vouchers were revoked. {@code vouchers}. */
  public static final String VOUCHER_REVOKED = "voucher.revoked";

  /** No such voucher or batch. {@code name}. */
  public static final String VOUCHER_UNKNOWN = "voucher.unknown";

  /** Making vouchers: of all. */
  public static final String PROGRESS_VOUCHERS = "progress.vouchers";

  /** All rows of the file were added. {@code added}. */
  public static final String IMPORT_DONE = "import.done";

  /** The device was added. {@code name}. */
  public static final String DEVICE_ADDED = "device.added";

  /** The device was removed. {@code name}. */
  public static final String DEVICE_REMOVED = "device.removed";

  /** Arguments: name. */
  public static final String DEVICE_CHANGED = "device.changed";

  /** The case was closed. {@code case}. */
  public static final String CASE_CLOSED = "case.closed";

  /** The hot rows are sealed. {@code rows}, {@code segment}. */
  public static final String SEALED = "seal.done";

  /** There were no hot rows to seal. */
  public static final String SEAL_NOTHING = "seal.nothing";

  /** The hold is in force. {@code hold}, {@code until}. */
  public static final String HOLD_PLACED = "hold.placed";

  /** The hold has ended. {@code hold}. */
  public static final String HOLD_RELEASED = "hold.released";

  /** There is no such hold. {@code hold}. */
  public static final String HOLD_UNKNOWN = "hold.unknown";

  /** The hold has ended already. {@code hold}. */
  public static final String HOLD_ENDED = "hold.ended";

  /** A hold's orders would last too long together. {@code hold}, {@code months}, {@code max}. */
  public static final String HOLD_TOO_LONG = "hold.too-long";

  /**
   * The hold is in force, but its rows are too scattered to be listed; the segments concerned do
   * not expire at all. {@code hold}, {@code reason}.
   */
  public static final String HOLD_UNSCANNED = "hold.unscanned";

  /** Segments expired. {@code segments}. */
  public static final String EXPIRE_DONE = "expire.done";

  /** So many segments would expire. {@code segments}. */
  public static final String EXPIRE_WOULD = "expire.would";

  /** Nothing may expire until the clock has been settled for an hour. */
  public static final String EXPIRE_WAITS = "expire.waits";

  /** Some segments could not expire. {@code segments}, {@code reason}. */
  public static final String EXPIRE_FAULTS = "expire.faults";

  /** Segments looked through for a hold. */
  public static final String PROGRESS_HOLD = "progress.hold";

  /** Segments looked at for expiry. */
  public static final String PROGRESS_EXPIRE = "progress.expire";

  /** The signing key was replaced by a new one. */
  public static final String KEY_ROTATED = "key.rotated";

  /** A peer's checkpoint was cosigned. {@code peer}, {@code size}. */
  public static final String CHECKPOINT_COSIGNED = "checkpoint.cosigned";

  /** A witness has attested our checkpoint. {@code name}, {@code size}. */
  public static final String CHECKPOINT_ATTESTED = "checkpoint.attested";

  /** A checkpoint was not attested. {@code reason}. */
  public static final String CHECKPOINT_REFUSED = "checkpoint.refused";

  /**
   * The export was handed out. {@code id}, {@code bytes} of the file, {@code sha256} of it. The
   * client takes the file for whole only if it has these.
   */
  public static final String EXPORT_DONE = "export.done";

  /** The export was confirmed by a second person. {@code id}, {@code askedBy}. */
  public static final String EXPORT_CHECKED = "export.checked";

  /** The export was refused by a second person. {@code id}. */
  public static final String EXPORT_REFUSED = "export.refused";

  // ---- negative (1)

  /** No export of the case waits for a second person. {@code case}. */
  public static final String EXPORT_NONE_WAITS = "export.none-waits";

  /** No row is like that. */
  public static final String NOT_FOUND = "not-found";

  /** No session of this user is open. {@code user}. */
  public static final String DISCONNECT_NO_USER = "disconnect.no-user";

  /** No session with this id is open. {@code session}. */
  public static final String DISCONNECT_NO_SESSION = "disconnect.no-session";

  /** Sessions disconnected. {@code done}, {@code sessions}. */
  public static final String DISCONNECTED = "disconnect.all";

  /** Some or none of the sessions were disconnected. {@code done}, {@code sessions}. */
  public static final String DISCONNECTED_SOME = "disconnect.some";

  /** Sessions changed. {@code done}, {@code sessions}. */
  public static final String SESSIONS_CHANGED = "coa.all";

  /** Some or none of the sessions were changed. {@code done}, {@code sessions}. */
  public static final String SESSIONS_CHANGED_SOME = "coa.some";

  /** No such account. {@code user}. */
  public static final String USER_UNKNOWN = "user.unknown";

  /** No such device. {@code name}. */
  public static final String DEVICE_UNKNOWN = "device.unknown";

  /** No such case, where one is to be shown or closed. {@code case}. */
  public static final String CASE_UNKNOWN = "case.unknown";

  // ---- usage (2)

  /** The daemon does not know the command. {@code command}. */
  public static final String COMMAND_UNKNOWN = "usage.command";

  /** An argument is missing. {@code argument}, its camelCase name. */
  public static final String ARGUMENT_MISSING = "usage.missing";

  /** An argument is not what it must be. {@code argument}, {@code value}, {@code expected}. */
  public static final String ARGUMENT_INVALID = "usage.invalid";

  /** An argument is too large. {@code argument}, {@code max}. */
  public static final String ARGUMENT_TOO_LARGE = "usage.too-large";

  /** The span ends before it begins. {@code from}, {@code to}. */
  public static final String RANGE_REVERSED = "usage.range";

  /** The request was no line of JSON. {@code reason}. */
  public static final String REQUEST_INVALID = "usage.request";

  /** The account exists already. {@code user}. */
  public static final String USER_EXISTS = "user.exists";

  /** A device of that name exists already. {@code name}. */
  public static final String DEVICE_EXISTS = "device.exists";

  /** Another device has that range. {@code name}, {@code address}, {@code other}. */
  public static final String DEVICE_OVERLAPS = "device.overlaps";

  /** Another device has that certificate. {@code name}, {@code address}, {@code other}. */
  public static final String DEVICE_PIN_TAKEN = "device.pin-taken";

  /** The device stands in the configuration file and is changed there. {@code name}. */
  public static final String DEVICE_CONFIGURED = "device.configured";

  /** The case is closed already, and was to be closed. {@code case}. */
  public static final String CASE_CLOSED_ALREADY = "case.closed-already";

  /**
   * Nothing was imported, for the file has bad rows: each is a reply row {@code line} (1 is the
   * header), {@code column} (as in the header, empty for the whole row), {@code code} (one of
   * {@code import.row.*} below) and {@code value} (never a password). {@code bad}, {@code rows}.
   */
  public static final String IMPORT_ROWS = "import.rows";

  /** The file has no usable header. {@code expected}. */
  public static final String IMPORT_HEADER = "import.header";

  /** In an import row: the column must not be empty. */
  public static final String IMPORT_ROW_MISSING = "import.row.missing";

  /** In an import row: the value is not one (a date, a name). */
  public static final String IMPORT_ROW_INVALID = "import.row.invalid";

  /** In an import row: the account exists already. */
  public static final String IMPORT_ROW_EXISTS = "import.row.exists";

  /** In an import row: an earlier line has the same user name. */
  public static final String IMPORT_ROW_TWICE = "import.row.twice";

  /** In an import row: too many or too few columns, or an open quote. */
  public static final String IMPORT_ROW_SHAPE = "import.row.shape";

  /** Several exports of the case wait: which one? {@code case}, {@code numbers}. */
  public static final String EXPORT_WHICH = "export.which";

  /** Selectors of rows and those of {@code who} cannot be joined. {@code argument}. */
  public static final String EXPORT_EITHER = "export.either";

  // ---- the appliance could not answer (3)

  /** Other exports are under way. {@code max}. */
  public static final String EXPORT_BUSY = "export.busy";

  /** It failed. {@code reason}. */
  public static final String FAILED = "failed";

  /** Too many requests at once. {@code max}. */
  public static final String BUSY = "failed.busy";

  /** It is stopping. */
  public static final String STOPPING = "failed.stopping";

  /** The question took too long and was stopped. {@code seconds}. */
  public static final String QUERY_TIME = "failed.query-time";

  /** The question needed too much memory and was stopped. {@code mebibytes}. */
  public static final String QUERY_MEMORY = "failed.query-memory";

  // ---- refused (4)

  /**
   * The peer's roles do not allow the command. {@code command}, {@code role} (needed), {@code
   * user}.
   */
  public static final String ROLE = "refused.role";

  /** The command needs a case. {@code command}. */
  public static final String NO_CASE = "refused.no-case";

  /** The command needs a case or a reason. {@code command}. */
  public static final String NO_CASE_OR_REASON = "refused.no-case-or-reason";

  /** There is no such case to work under. {@code case}. */
  public static final String NO_SUCH_CASE = "refused.no-such-case";

  /** The case is closed. {@code case}. */
  public static final String CASE_IS_CLOSED = "refused.case-closed";

  /** The time lies outside the case's. {@code case}, {@code from}, {@code to} (the case's). */
  public static final String OUTSIDE_CASE = "refused.outside-case";

  /**
   * The export is registered and waits for another auditor. {@code id}, {@code case}, {@code
   * number}, {@code rows}.
   */
  public static final String SECOND_PERSON = "refused.second-person";

  /** Whoever asked for an export cannot confirm it. {@code id}, {@code user}. */
  public static final String SAME_PERSON = "refused.same-person";

  /** Another auditor has refused this export. {@code id}, {@code by}, {@code reason}. */
  public static final String EXPORT_TURNED_DOWN = "refused.export";

  // ---- progress

  /** Exporting: rows written of all, each three times. */
  public static final String PROGRESS_EXPORT = "progress.export";

  /** Sealing: rows written of all. */
  public static final String PROGRESS_SEAL = "progress.seal";

  /** Importing: rows of all. */
  public static final String PROGRESS_IMPORT = "progress.import";

  /** Searching: segments read of all. */
  public static final String PROGRESS_SEARCH = "progress.search";

  /** Verifying: segments read of all. */
  public static final String PROGRESS_VERIFY = "progress.verify";

  /** Replaying: frames read of all. */
  public static final String PROGRESS_REBUILD = "progress.rebuild";

  /** The appliance waits for the next part of what the client sends. */
  public static final String PROGRESS_UPLOAD = "progress.upload";

  /** A file is imported. */
  public static final String PROGRESS_FILE = "progress.file";

  /** A file was imported. */
  public static final String FILE_IMPORTED = "file.imported";

  /** A file was imported as far as it could be read. */
  public static final String FILE_IMPORTED_PARTLY = "file.imported.partly";

  /** The same file was imported before. */
  public static final String FILE_IMPORTED_BEFORE = "file.imported.before";

  /** An import of the same file began and did not end. */
  public static final String FILE_IMPORT_UNENDED = "file.import.unended";

  /** Another import goes on. */
  public static final String FILE_IMPORT_BUSY = "file.import.busy";

  /** The file's records do not say whose they are. */
  public static final String FILE_IMPORT_SOURCE = "file.import.source";

  /** No source of logs has this name, or it is a range. */
  public static final String FILE_IMPORT_SOURCE_UNKNOWN = "file.import.source.unknown";

  /** Some of the rows were imported. */
  public static final String ROWS_IMPORTED = "rows.imported";

  private AdminCodes() {}
}
