package jaruek.appliance.doctor;

import java.util.List;

/** One thing to look at. It changes nothing and takes some seconds at most. */
public interface Check {
  /** Its name: lower case with dashes. */
  String name();

  /** What it found, at least one; {@link Grade#OK} where all is well. */
  List<Finding> look();
}
