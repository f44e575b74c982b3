package jaruek.radius.dictionary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file in FreeRADIUS's dictionary format: VENDOR, BEGIN-VENDOR, END-VENDOR, ATTRIBUTE,
 * BEGIN-TLV, END-TLV, VALUE; what is behind # is a comment. Every fault is collected with its line.
 */
final class DictionaryReader {
  /** The longest line. */
  static final int LINE_CHARS_MAX = 1000;

  /** The largest file. */
  static final int FILE_CHARS_MAX = 2 * 1024 * 1024;

  /** The most faults told of one file. */
  static final int FAULTS_MAX = 50;

  private static final int DEPTH_MAX = 4;

  private final String file;
  private final DictionaryReader.Names names;
  private final List<DictionaryFault> faults;
  private int line;
  private int faultsHere;
  private @Nullable Vendor vendor;
  private int space;
  private final List<Definition> within = new ArrayList<>();

  DictionaryReader(String file, Names names, List<DictionaryFault> faults) {
    this.file = file;
    this.names = names;
    this.faults = faults;
  }

  void read(String text) {
    if (text.length() > FILE_CHARS_MAX) {
      faults.add(new DictionaryFault(file, 0, "larger than " + FILE_CHARS_MAX + " characters"));
      return;
    }
    for (String raw : (Iterable<String>) text.lines()::iterator) {
      line++;
      if (faultsHere >= FAULTS_MAX) return;
      try {
        one(raw);
      } catch (IllegalArgumentException e) {
        fault(String.valueOf(e.getMessage()));
      }
    }
    if (vendor != null) fault("BEGIN-VENDOR " + vendor.name() + " has no END-VENDOR");
  }

  private void fault(String reason) {
    faultsHere++;
    faults.add(new DictionaryFault(file, line, reason));
  }

  private void one(String raw) {
    if (raw.length() > LINE_CHARS_MAX) {
      throw new IllegalArgumentException("longer than " + LINE_CHARS_MAX + " characters");
    }
    int comment = raw.indexOf('#');
    String text = (comment < 0 ? raw : raw.substring(0, comment)).strip();
    if (text.isEmpty()) return;
    String[] words = text.split("\\s+");
    switch (words[0].toUpperCase(Locale.ROOT)) {
      case "VENDOR" -> vendor(words);
      case "BEGIN-VENDOR" -> beginVendor(words);
      case "END-VENDOR" -> endVendor(words);
      case "BEGIN-TLV" -> beginTlv(words);
      case "END-TLV" -> endTlv(words);
      case "ATTRIBUTE" -> attribute(words);
      case "VALUE" -> value(words);
      case "$INCLUDE", "$INCLUDE-" ->
          throw new IllegalArgumentException("$INCLUDE is not read: put that file here too");
      default -> throw new IllegalArgumentException("'" + shown(words[0]) + "' is not known");
    }
  }

  static String shown(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  private static void need(String[] words, int least, int most, String form) {
    if (words.length < least || words.length > most) {
      throw new IllegalArgumentException("not like: " + form);
    }
  }

  private static String name(String text) {
    if (text.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,99}")) return text;
    throw new IllegalArgumentException("'" + shown(text) + "' is no name");
  }

  private static long number(String text, long most) {
    try {
      long number =
          text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
      if (number >= 0 && number <= most) return number;
    } catch (NumberFormatException e) {
      // falls to the message below
    }
    throw new IllegalArgumentException("'" + shown(text) + "' is no number up to " + most);
  }

  private void vendor(String[] words) {
    need(words, 3, 4, "VENDOR NAME NUMBER [format=1,1]");
    int typeBytes = 1;
    int lengthBytes = 1;
    if (words.length == 4) {
      if (!words[3].matches("format=[124],[012](,c)?")) {
        throw new IllegalArgumentException(
            "'" + shown(words[3]) + "' is no format like format=2,1");
      }
      if (words[3].endsWith(",c")) {
        throw new IllegalArgumentException("formats with continuation are not known");
      }
      typeBytes = words[3].charAt(7) - '0';
      lengthBytes = words[3].charAt(9) - '0';
    }
    int number = (int) number(words[2], 0x00ff_ffff);
    names.add(new Vendor(name(words[1]), number, typeBytes, lengthBytes));
  }

  private void beginVendor(String[] words) {
    need(words, 2, 3, "BEGIN-VENDOR NAME");
    if (vendor != null) throw new IllegalArgumentException("the one before has no END-VENDOR");
    Vendor begun = names.vendor(words[1]).orElseThrow(() -> unknown("vendor", words[1]));
    int inSpace = 0;
    if (words.length == 3) {
      String[] parent = words[2].split("=", 2);
      Definition holder =
          Optional.of(parent)
              .filter(p -> p.length == 2 && (p[0].equals("parent") || p[0].equals("format")))
              .flatMap(p -> names.find(p[1]))
              .filter(d -> d.type() == ValueType.EVS)
              .orElseThrow(() -> unknown("space of vendors", words[2]));
      inSpace = holder.path()[0];
    }
    vendor = begun;
    space = inSpace;
  }

  private void endVendor(String[] words) {
    need(words, 2, 2, "END-VENDOR NAME");
    if (vendor == null || !vendor.name().equalsIgnoreCase(words[1])) {
      throw new IllegalArgumentException("there is no BEGIN-VENDOR " + shown(words[1]));
    }
    vendor = null;
    space = 0;
    within.clear();
  }

  private void beginTlv(String[] words) {
    need(words, 2, 2, "BEGIN-TLV NAME");
    Definition tlv =
        names
            .find(words[1])
            .filter(d -> d.type() == ValueType.TLV)
            .orElseThrow(() -> unknown("tlv", words[1]));
    if (within.size() >= DEPTH_MAX) throw new IllegalArgumentException("too deep");
    within.add(tlv);
  }

  private void endTlv(String[] words) {
    need(words, 2, 2, "END-TLV NAME");
    if (within.isEmpty() || !within.getLast().name().equalsIgnoreCase(words[1])) {
      throw new IllegalArgumentException("there is no BEGIN-TLV " + shown(words[1]));
    }
    within.removeLast();
  }

  private static IllegalArgumentException unknown(String what, String name) {
    return new IllegalArgumentException("there is no " + what + " '" + shown(name) + "'");
  }

  private void attribute(String[] words) {
    need(words, 4, 6, "ATTRIBUTE NAME NUMBER TYPE [VENDOR] [FLAGS]");
    String name = name(words[1]);
    Vendor of = vendor;
    String flags = "";
    for (int i = 4; i < words.length; i++) {
      Optional<Vendor> named = i == 4 ? names.vendor(words[i]) : Optional.empty();
      if (named.isPresent()) of = named.get();
      else flags = flags + "," + words[i];
    }
    int[] path = path(words[2], of);
    ValueType type =
        ValueType.of(words[3])
            .orElseThrow(
                () -> new IllegalArgumentException("type '" + shown(words[3]) + "' is not known"));
    boolean tagged = false;
    boolean hidden = false;
    for (String flag : flags.split(",", -1)) {
      switch (flag.split("=", 2)[0]) {
        case "", "array", "concat", "virtual" -> {}
        case "has_tag" -> tagged = true;
        case "encrypt" -> hidden = true;
        default -> throw new IllegalArgumentException("flag '" + shown(flag) + "' is not known");
      }
    }
    if (tagged && type != ValueType.STRING && type != ValueType.INTEGER) {
      throw new IllegalArgumentException("only strings and integers have tags");
    }
    names.add(new Definition(name, of, of == null ? 0 : space, path, type, tagged, hidden));
  }

  private int[] path(String text, @Nullable Vendor of) {
    List<Integer> path = new ArrayList<>();
    if (!within.isEmpty()) for (int type : within.getLast().path()) path.add(type);
    String[] parts = text.split("\\.", -1);
    for (String part : parts) {
      long most = path.isEmpty() && of != null ? most(of) : 255;
      int type = (int) number(part, most);
      if (type == 0 && of == null) throw new IllegalArgumentException("type 0 is none");
      path.add(type);
    }
    if (path.size() > DEPTH_MAX) throw new IllegalArgumentException("'" + text + "' is too deep");
    if (of == null && path.size() > 1) checkExtended(path);
    return path.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Only the extended space has types within types. */
  private static void checkExtended(List<Integer> path) {
    if (path.getFirst() < 241 || path.getFirst() > 246) {
      throw new IllegalArgumentException("types within types begin with 241 to 246");
    }
  }

  private static long most(Vendor of) {
    return switch (of.typeBytes()) {
      case 1 -> 255;
      case 2 -> 65_535;
      default -> Integer.MAX_VALUE;
    };
  }

  private void value(String[] words) {
    need(words, 4, 4, "VALUE ATTRIBUTE NAME NUMBER");
    Definition attribute = names.find(words[1]).orElseThrow(() -> unknown("attribute", words[1]));
    if (words[2].length() > 100) throw new IllegalArgumentException("the name is too long");
    attribute.word(words[2], number(words[3], Long.MAX_VALUE));
    names.count();
  }

  /** What files have defined so far. */
  static final class Names {
    /** The most attributes and values together. */
    static final int ENTRIES_MAX = 50_000;

    private final Map<String, Definition> attributes = new HashMap<>();
    private final Map<String, Vendor> vendors = new HashMap<>();
    private int entries;

    Optional<Definition> find(String name) {
      return Optional.ofNullable(attributes.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<Vendor> vendor(String name) {
      return Optional.ofNullable(vendors.get(name.toLowerCase(Locale.ROOT)));
    }

    void count() {
      if (++entries > ENTRIES_MAX) {
        throw new IllegalArgumentException("more than " + ENTRIES_MAX + " attributes and values");
      }
    }

    void add(Vendor vendor) {
      count();
      vendors.put(vendor.name().toLowerCase(Locale.ROOT), vendor);
    }

    /** A later one counts: the user's own files come last. */
    void add(Definition definition) {
      count();
      attributes.put(definition.name().toLowerCase(Locale.ROOT), definition);
    }

    int size() {
      return attributes.size();
    }
  }
}
