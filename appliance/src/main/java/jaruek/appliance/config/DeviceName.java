package jaruek.appliance.config;

import java.util.regex.Pattern;

/** What a device may be called: letters, digits and marks, so that it is the same in every log. */
public final class DeviceName {
  private static final Pattern FORM =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,63}");

  private DeviceName() {}

  /** Whether this is such a name: 1-64 letters, digits, dots, dashes and underscores. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }
}
