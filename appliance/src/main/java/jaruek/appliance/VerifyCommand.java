package jaruek.appliance;

final class VerifyCommand {
  static int run(
      jaruek.admin.cli.CommandContext context,
      com.fasterxml.jackson.databind.node.ObjectNode arguments) {
    return 0;
  }
}
