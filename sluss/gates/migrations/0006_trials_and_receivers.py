from __future__ import annotations

import django.db.models.deletion
import sluss.core.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gates', '0005_unknown_day'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Receiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField()),
                ('asked_at', models.DateTimeField(default=sluss.core.clock.now)),
                ('state', models.CharField(choices=[('asked', 'Asked'), ('accepted', 'Has accepted'), ('declined', 'Has declined'), ('taken_back', 'Not asked any more')], default='asked', max_length=10)),
                ('budget', models.CharField(blank=True, max_length=500)),
                ('reason', models.TextField(blank=True)),
                ('answered_name', models.CharField(blank=True, max_length=200)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receivers', to='gates.case')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'accepted'])), fields=('case',), name='receiver_one_at_a_time'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'accepted', 'declined', 'taken_back'])), name='receiver_state_known'), models.CheckConstraint(condition=models.Q(('question', ''), _negated=True), name='receiver_is_asked_something'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='receiver_answer_has_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('budget', ''), _negated=True), _connector='OR'), name='receiver_accepts_with_budget'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['declined', 'taken_back']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='receiver_no_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('baseline', models.TextField()),
                ('ends_on', models.DateField()),
                ('stop_criterion', models.TextField()),
                ('planned_at', models.DateTimeField(default=sluss.core.clock.now)),
                ('result', models.CharField(blank=True, choices=[('worked', 'It worked'), ('partly', 'It worked in part'), ('did_not', 'It did not work'), ('stopped', 'It was stopped before the end')], max_length=8)),
                ('learnt', models.TextField(blank=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trials', to='gates.case')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('result', '')), fields=('case',), name='trial_one_running'), models.CheckConstraint(condition=models.Q(models.Q(('baseline', ''), _negated=True), models.Q(('stop_criterion', ''), _negated=True)), name='trial_has_baseline_and_stop'), models.CheckConstraint(condition=models.Q(('result__in', ['', 'worked', 'partly', 'did_not', 'stopped'])), name='trial_result_known'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None), ('learnt', ''), ('result', '')), models.Q(models.Q(('result', ''), _negated=True), models.Q(('learnt', ''), _negated=True), ('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='trial_ends_in_a_result')],
            },
        ),
    ]
