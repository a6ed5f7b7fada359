package dev.slipway.bad.three;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;

public class Signatures<T extends JsonNode> extends Base {
  protected final Map<String, List<ObjectMapper[]>> field = Map.of();

  private final Set<JsonNode> hidden = Set.of();

  public String fine(List<String> names) throws JsonProcessingException {
    return "" + names + hidden + field;
  }

  JsonNode hidden() {
    throw new IllegalStateException();
  }
}
