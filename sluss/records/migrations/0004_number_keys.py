from django.db import migrations


def write_keys(apps, schema_editor):
    """Numbers that were given before: so that the search finds them too."""
    entries = apps.get_model("records", "RegisterEntry").objects.exclude(number="").filter(number_key="")
    for pk, number in entries.values_list("pk", "number").iterator(chunk_size=1000):
        entries.filter(pk=pk).update(number_key="".join(number.split()).upper()[:40])


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0003_erasing'),
    ]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop)]
