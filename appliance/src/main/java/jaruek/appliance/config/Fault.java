package jaruek.appliance.config;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;

/**
 * One thing wrong with a configuration.
 *
 * @param key its path, "radius.clients[1].address"; empty for the file as a whole
 * @param line where it stands, from 1; 0 where there is no line
 * @param code what is wrong
 * @param arguments what the message names; never a secret
 */
public record Fault(String key, int line, FaultCode code, List<String> arguments) {
  private static final int ARGUMENT_LENGTH_MAX = 120;

  /** Cuts what a message names to a length and to characters that a terminal may show. */
  public Fault {
    key = printable(key);
    arguments = arguments.stream().map(Fault::printable).toList();
  }

  /** What is wrong and what to do, in English or, for "th", in Thai. */
  public String text(Locale locale) {
    Locale known = locale.getLanguage().equals("th") ? locale : Locale.ROOT;
    ResourceBundle bundle =
        ResourceBundle.getBundle(
            "jaruek.appliance.config.faults",
            known,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    return new MessageFormat(bundle.getString(code.messageKey()), Locale.ROOT)
        .format(arguments.toArray());
  }

  private static String printable(String text) {
    String cut =
        text.length() <= ARGUMENT_LENGTH_MAX ? text : text.substring(0, ARGUMENT_LENGTH_MAX) + "…";
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}]", "\uFFFD");
  }
}
