package jaruek.appliance.doctor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jaruek.admin.api.AdminCodec;

/**
 * One thing found. Its words stand in the appliance's message bundles: {@code doctor.CODE} says
 * what is, {@code doctor.CODE.do} what to do about it, both with the arguments.
 *
 * @param check the check's name
 * @param grade how bad
 * @param code lower case with dashes
 * @param arguments values for the words, never secret
 */
public record Finding(String check, Grade grade, String code, ObjectNode arguments) {

  /** All is well. */
  static Finding ok(String check, String code, String... arguments) {
    return of(check, Grade.OK, code, arguments);
  }

  /** Something is not as it should be. */
  static Finding warning(String check, String code, String... arguments) {
    return of(check, Grade.WARNING, code, arguments);
  }

  /** Something is wrong. */
  static Finding fault(String check, String code, String... arguments) {
    return of(check, Grade.FAULT, code, arguments);
  }

  /** Names and values of the arguments in turn. */
  public static Finding of(String check, Grade grade, String code, String... arguments) {
    ObjectNode values = AdminCodec.object();
    for (int i = 0; i + 1 < arguments.length; i += 2) values.put(arguments[i], arguments[i + 1]);
    return new Finding(check, grade, code, values);
  }

  /** As the admin socket tells it. */
  public ObjectNode toJson() {
    ObjectNode json =
        AdminCodec.object().put("check", check).put("grade", grade.word()).put("code", code);
    json.set("arguments", arguments);
    return json;
  }
}
