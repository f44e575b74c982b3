package jaruek.radius.dictionary;

import jaruek.radius.packet.Attribute;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All dictionaries together. Cannot be changed; any thread may ask. */
public final class Dictionaries {
  /** The files shipped: the IETF's attributes first, which others may refer to. */
  static final List<String> SHIPPED =
      List.of(
          "ietf",
          "wispr",
          "mikrotik",
          "cisco",
          "airespace",
          "fortinet",
          "aruba",
          "hp",
          "ruckus",
          "huawei",
          "h3c",
          "juniper",
          "extreme");

  /** The most files of the user's own. */
  public static final int FILES_MAX = 200;

  private final DictionaryReader.Names names = new DictionaryReader.Names();
  private final List<DictionaryFault> faults = new ArrayList<>();

  private Dictionaries() {
    for (String file : SHIPPED) {
      try (InputStream in = Dictionaries.class.getResourceAsStream("dictionary." + file)) {
        if (in == null) throw new IllegalStateException("the dictionary " + file + " is missing");
        read(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    if (!faults.isEmpty()) throw new IllegalStateException(faults.getFirst().toString());
  }

  /** Those shipped. */
  public static Dictionaries shipped() {
    return new Dictionaries();
  }

  /**
   * Those shipped and all files of a folder, by name; what a later one defines again counts. Sub-
   * folders and names that begin with a dot are passed over.
   *
   * @param folder null for none
   */
  public static Dictionaries with(@Nullable Path folder) {
    Dictionaries all = new Dictionaries();
    if (folder == null) return all;
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> own =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
              .sorted()
              .limit(FILES_MAX + 1L)
              .toList();
      if (own.size() > FILES_MAX) {
        all.faults.add(
            new DictionaryFault(folder.toString(), 0, "more than " + FILES_MAX + " files"));
      }
      own.forEach(all::read);
    } catch (IOException e) {
      all.faults.add(
          new DictionaryFault(folder.toString(), 0, "cannot be read: " + e.getMessage()));
    }
    return all;
  }

  private void read(Path file) {
    String name = String.valueOf(file.getFileName());
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(DictionaryReader.FILE_CHARS_MAX + 1);
      read(name, StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      faults.add(new DictionaryFault(name, 0, "is not UTF-8"));
    } catch (IOException e) {
      faults.add(new DictionaryFault(name, 0, "cannot be read: " + e.getMessage()));
    }
  }

  /** Reads one more file's text; faults are kept. */
  void read(String file, String text) {
    new DictionaryReader(file, names, faults).read(text);
  }

  /** Everything wrong with the user's files. */
  public List<DictionaryFault> faults() {
    return List.copyOf(faults);
  }

  /** How many attributes are known. */
  public int size() {
    return names.size();
  }

  /** Whether an attribute of that name is known. */
  public boolean knows(String name) {
    return names.find(name).isPresent();
  }

  /**
   * An attribute's numbers.
   *
   * @param vendor 0 for the IETF
   * @param hidden whether its value is encrypted with the secret
   */
  public record Numbers(int vendor, int type, boolean hidden) {}

  /** Of the attribute of that name, unless it is within another or an extended one. */
  public Optional<Numbers> numbers(String name) {
    return find(name)
        .filter(one -> one.space() == 0 && one.path().length == 1 && isPlain(one.vendor()))
        .map(
            one -> {
              Vendor vendor = one.vendor();
              return new Numbers(vendor == null ? 0 : vendor.number(), one.path()[0], one.hidden());
            });
  }

  private static boolean isPlain(@Nullable Vendor vendor) {
    return vendor == null || (vendor.typeBytes() == 1 && vendor.lengthBytes() == 1);
  }

  Optional<Definition> find(String name) {
    return names.find(name);
  }

  /**
   * An attribute by name, with its value as text: a word or number, an address, {@code 0x…} for
   * bytes; of one with a tag {@code 3:VALUE} has tag 3.
   *
   * @return one or more, if it is long (RFC 6929)
   * @throws IllegalArgumentException if the name is not known, the value none of its type or too
   *     long, or only the secret could hide it
   */
  public List<Attribute> attributes(String name, String value) {
    Definition definition =
        names
            .find(name)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        DictionaryReader.shown(name) + " is in no dictionary"));
    if (definition.hidden()) {
      throw new IllegalArgumentException(
          name + " is hidden with the secret, which is not possible here");
    }
    try {
      return Encoding.of(definition, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + " " + e.getMessage(), e);
    }
  }
}
