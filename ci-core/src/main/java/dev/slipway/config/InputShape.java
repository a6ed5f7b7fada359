package dev.slipway.config;

import static dev.slipway.config.Shapes.listOf;
import static dev.slipway.config.Shapes.text;

import dev.slipway.config.yaml.YamlNode;
import dev.slipway.model.Image;
import dev.slipway.model.Service;
import dev.slipway.model.Step;
import dev.slipway.model.StepRef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Steps by their names. The types of their outputs are known only when the whole file was read. */
final class InputShape implements Shape<List<Supplier<StepRef<?>>>, List<String>> {
  private final Shape<List<String>, List<String>> names = listOf(text());

  @Override
  public @Nullable List<Supplier<StepRef<?>>> read(YamlNode node, Reading reading) {
    List<String> read = names.read(node, reading);
    return read == null ? null : read.stream().map(reading::reference).toList();
  }

  @Override
  public Object write(List<String> value, Writing writing) {
    return names.write(value, writing);
  }

  @Override
  public Map<String, Object> schema(Map<String, Object> definitions) {
    return names.schema(definitions);
  }

  /** Returns the inputs that have to be written for all of them to be read in their order. */
  static @Nullable List<String> explicit(Step step) {
    List<String> all = step.flow().inputs().stream().map(StepRef::name).toList();
    Set<String> implied = new LinkedHashSet<>();
    Stream<Image> own = Stream.ofNullable(step.execution().image());
    Stream.concat(own, step.execution().services().values().stream().map(Service::image))
        .map(Image::step)
        .filter(name -> !name.isEmpty())
        .forEach(implied::add);
    for (int count = 0; count < all.size(); count++) {
      List<String> read = new ArrayList<>(all.subList(0, count));
      implied.stream().filter(name -> !read.contains(name)).forEach(read::add);
      if (read.equals(all)) {
        return count == 0 ? null : all.subList(0, count);
      }
    }
    return all.isEmpty() ? null : all;
  }
}
