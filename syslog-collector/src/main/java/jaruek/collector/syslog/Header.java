package jaruek.collector.syslog;

import jaruek.collector.vendor.LogLine;

/**
 * What the header of a message said, as ranges of the text. Reused from message to message by one
 * thread.
 */
final class Header {
  /** 0-191, or -1 where there is none. */
  int priority;

  /** Milliseconds since the epoch, or {@link LogLine#NO_TIME}. */
  long sentAtMillis;

  final Range hostname = new Range();
  final Range appName = new Range();
  final Range procId = new Range();
  final Range msgId = new Range();
  final Range structuredData = new Range();
  final Range message = new Range();

  /** Where the text behind time and host begins; a tag is part of it. */
  int contentFrom;

  /** The end of the text, trailing line ends and NULs cut. */
  int end;

  /** Whether the message followed a form that is known. */
  boolean understood;

  void clear() {
    priority = -1;
    sentAtMillis = LogLine.NO_TIME;
    clearNames();
    message.clear();
    contentFrom = 0;
    end = 0;
    understood = false;
  }

  void clearNames() {
    hostname.clear();
    appName.clear();
    procId.clear();
    msgId.clear();
    structuredData.clear();
  }

  /** The rest of the text is the message. */
  void messageFrom(int from) {
    message.set(from, end);
  }

  /** A part of the text; empty where the field is absent. */
  static final class Range {
    int from;
    int to;

    void set(int from, int to) {
      this.from = from;
      this.to = to;
    }

    void clear() {
      set(0, 0);
    }

    boolean isEmpty() {
      return from >= to;
    }
  }
}
