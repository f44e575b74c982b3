package jaruek.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a client asks: one line of JSON.
 *
 * @param command the command's words joined by a blank: "who", "case open", "user import"
 * @param arguments its options by their long names in camelCase, times as ISO 8601 instants,
 *     address ranges as text
 */
public record AdminRequest(String command, ObjectNode arguments) {}
