package jaruek.bench.decoders;

import java.util.Locale;

/** What is compared of a flow: columns of <b>traffic</b>, under the same names in lower case. */
enum Field {
  SOURCE_ADDRESS,
  DESTINATION_ADDRESS,
  SOURCE_PORT,
  DESTINATION_PORT,
  PROTOCOL,
  BYTES,
  PACKETS,
  TCP_FLAGS,
  STARTED_AT,
  ENDED_AT,
  INPUT_INTERFACE,
  OUTPUT_INTERFACE,
  NAT_SOURCE_ADDRESS,
  NAT_SOURCE_PORT,
  NAT_DESTINATION_ADDRESS,
  NAT_DESTINATION_PORT,
  NAT_EVENT,
  SAMPLING_INTERVAL,
  SOURCE_MAC;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Field of(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
