package jaruek.appliance.config;

import java.util.Locale;

/** What can be wrong with a configuration; the words stand in the bundle {@code faults}. */
public enum FaultCode {
  /** The file is not there or cannot be read: its path, why. */
  FILE_UNREADABLE,
  /** The file is larger than the limit: bytes, limit. */
  FILE_TOO_LARGE,
  /** Not UTF-8. */
  NOT_UTF8,
  /** Not YAML: what the parser says. */
  NOT_YAML,
  /** Anchors, aliases, tags and several documents are not taken: which. */
  YAML_REFUSED,
  /** Nested deeper than any key of ours: limit. */
  TOO_DEEP,
  /** More values than any configuration has: limit. */
  TOO_MANY_VALUES,
  /** The same key twice: the first one's line. */
  DUPLICATE_KEY,
  /** No such key: the nearest known one. */
  UNKNOWN_KEY,
  /** A key that must be there is not: its name. */
  MISSING,
  /** A key that needs a value has none. */
  EMPTY,
  /** Another kind of value: wanted. */
  WRONG_TYPE,
  /** Not a number: the value. */
  NOT_A_NUMBER,
  /** Not true or false: the value. */
  NOT_A_SWITCH,
  /** A number or duration outside its range: value, least, most. */
  OUT_OF_RANGE,
  /** Not a duration: the value. */
  NOT_A_DURATION,
  /** Not a size: the value. */
  NOT_A_SIZE,
  /** Not ADDRESS:PORT: the value. */
  NOT_AN_ENDPOINT,
  /** The port is not 0-65535: the value. */
  NOT_A_PORT,
  /** Not an address or range: the value. */
  NOT_A_RANGE,
  /** A range whose first address has bits behind the prefix: value, the range meant. */
  RANGE_NOT_ALIGNED,
  /** Not a time zone: the value. */
  NOT_A_ZONE,
  /** Not a path: the value. */
  NOT_A_PATH,
  /** Not a name: the value. */
  NOT_A_NAME,
  /** Not an absolute address of a service: the value. */
  NOT_A_URL,
  /** Not one of the words: value, the words. */
  NOT_ONE_OF,
  /** A file that is not there or cannot be read: its path. */
  FILE_MISSING,
  /** A socket's path too long for the kernel: bytes, limit. */
  SOCKET_PATH_TOO_LONG,
  /** The name is taken: name, the other's line. */
  DUPLICATE_NAME,
  /** The range is taken: range, the other's name, its line. */
  DUPLICATE_RANGE,
  /** Two listeners want the same port: this endpoint, the other key. */
  PORT_TAKEN,
  /** Kept shorter than the law asks: value, least. */
  RETENTION_TOO_SHORT,
  /** The secret of the example was left in place. */
  SECRET_PLACEHOLDER,
  /** The secret can be guessed: least length. */
  SECRET_WEAK,
  /** The secret is too long: limit. */
  SECRET_TOO_LONG,
  /** Both secret and secret-file. */
  SECRET_TWICE,
  /** The secret's file can be read by everyone: path. */
  SECRET_FILE_OPEN,
  /** Not a public key of a log: why. */
  NOT_A_KEY,
  /** Not HOST:PORT: the value. */
  NOT_A_TARGET,
  /** Flows travel as datagrams only. */
  FLOWS_BY_UDP_ONLY,
  /** A certificate, key or list cannot be used: why. */
  TLS_FILES_UNUSABLE,
  /** Not the SHA-256 of a certificate: the value. */
  NOT_A_FINGERPRINT,
  /** Two peers with one log: its origin. */
  PEER_TWICE,
  /** Two RadSec clients with one pin and addresses in common: the other client. */
  PIN_TWICE,
  /** A dictionary file has a fault: file, line and what. */
  DICTIONARY,
  /** A reply's setting is not what it must be: what. */
  NOT_A_SETTING,
  /** What is said of a directory cannot be used: why. */
  DIRECTORY_UNUSABLE,
  /** Passwords would go to a directory server for everybody to read: the server. */
  DIRECTORY_PLAIN,
  /** A warning: a method that a directory cannot check: the method. */
  DIRECTORY_CANNOT_CHECK,
  /** A warning: a method that a directory can check with some inner methods only: it, they. */
  DIRECTORY_CHECKS_SOME,
  /** A warning: users cannot be looked up without their password: what then fails. */
  DIRECTORY_CANNOT_LOOK_UP,
  /** Not a realm, nor a domain of them: the value. */
  NOT_A_REALM,
  /** The realm is there twice: it. */
  REALM_TWICE,
  /** No such pool or home server: value, those there are. */
  NO_SUCH_NAME,
  /** No such attribute, or one that cannot be handed on: its name. */
  NOT_AN_ATTRIBUTE,
  /** A warning: a home server without Message-Authenticator: its name. */
  HOME_SERVER_WEAK,
  /** The feature is not built yet. */
  NOT_AVAILABLE;

  /** Its key in the bundle. */
  String messageKey() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
