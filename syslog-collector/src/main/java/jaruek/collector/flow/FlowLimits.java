package jaruek.collector.flow;

/**
 * How much the decoder keeps. What goes past a limit is counted in {@code flow.limit.reached} with
 * the limit's name, never silently dropped.
 *
 * @param exportersMax the one unheard for longest makes room; so many are also counted each by its
 *     address, those beyond together
 * @param domainsPerExporterMax observation domains (source ids); the one unheard for longest makes
 *     room, as some exporters take a new id at each start
 * @param templatesPerDomainMax the one announced longest ago makes room
 * @param fieldsPerTemplateMax a longer template is refused
 * @param templateBytesMax of all template definitions together as announced; past it new ones are
 *     refused
 * @param selectorsPerDomainMax samplers whose interval is remembered; the oldest makes room
 * @param pendingSetsPerExporterMax undecodable sets kept; the oldest makes room
 * @param pendingBytesPerExporterMax their bytes; the oldest makes room
 * @param pendingBytesMax of all exporters together; what is too old makes room, then the oldest of
 *     the exporter that holds most
 * @param pendingAgeMillisMax an older set is given up: its template's number may mean something
 *     else by now
 */
record FlowLimits(
    int exportersMax,
    int domainsPerExporterMax,
    int templatesPerDomainMax,
    int fieldsPerTemplateMax,
    int templateBytesMax,
    int selectorsPerDomainMax,
    int pendingSetsPerExporterMax,
    int pendingBytesPerExporterMax,
    int pendingBytesMax,
    long pendingAgeMillisMax) {

  static final FlowLimits STANDARD =
      new FlowLimits(1_024, 64, 1_024, 512, 8 << 20, 64, 1_024, 1 << 20, 16 << 20, 2 * 3_600_000L);
}
